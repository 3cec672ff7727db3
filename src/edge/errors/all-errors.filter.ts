import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { GqlArgumentsHost } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { refusalExtensionsOf } from './graphql-extensions.js';
import { render } from './render.js';
import { sendProblem } from './send-problem.js';

/** The one place where errors meet a protocol: expected ones are rendered, defects are logged and hidden. */
@Catch()
export class AllErrorsFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() === 'graphql') {
      const { req } = GqlArgumentsHost.create(host).getContext<{ req?: FastifyRequest }>();
      const { problem } = render(error, req?.id);
      return new GraphQLError(problem.detail, { extensions: refusalExtensionsOf(problem) });
    }
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const rendered = render(error, request.id);
    // A stream that broke half way has no status left to set: the connection says it.
    return reply.sent ? reply.raw.destroy() : sendProblem(request, reply, rendered);
  }
}
