import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { GqlArgumentsHost } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { refusalExtensionsOf } from './graphql-extensions.js';
import { render } from './render.js';
import { sendProblem } from './send-problem.js';

/** Renders every error for its protocol: domain errors as they are, defects as `INTERNAL`, with their cause in the log. */
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
    // The status of a stream is already sent: a broken one ends with its connection.
    return reply.sent ? reply.raw.destroy() : sendProblem(request, reply, rendered);
  }
}
