import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { GqlArgumentsHost } from '@nestjs/graphql';
import type { FastifyReply } from 'fastify';
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { RefusalLog } from '../audit/refusal-log.js';
import { refusedAttempt } from '../audit/refused-attempt.js';
import type { AirlockRequest } from '../auth/request-of.js';
import { extensionsOf, inGraphqlWords } from './graphql-extensions.js';
import { render } from './render.js';
import { sendProblem } from './send-problem.js';

/**
 * Renders every error for its protocol: domain errors as they are, defects as `INTERNAL`, with their cause in the log. What
 * refuses an administrative act is noted for the audit trail.
 */
@Catch()
export class AllErrorsFilter implements ExceptionFilter {
  constructor(private readonly refusals?: RefusalLog) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() === 'graphql') {
      const graphql = GqlArgumentsHost.create(host);
      const { req } = graphql.getContext<{ req?: AirlockRequest }>();
      // A field of the answer that is not shown refuses no act.
      if (!graphql.getInfo<GraphQLResolveInfo>().path.prev) this.note(error, req);
      const problem = inGraphqlWords(render(error, req?.id).problem);
      return new GraphQLError(problem.detail, { extensions: extensionsOf(problem) });
    }
    const http = host.switchToHttp();
    const request = http.getRequest<AirlockRequest>();
    this.note(error, request);
    const reply = http.getResponse<FastifyReply>();
    const rendered = render(error, request.id);
    // The status of a stream is already sent: a broken one ends with its connection.
    return reply.sent ? reply.raw.destroy() : sendProblem(request, reply, rendered);
  }

  private note(error: unknown, request: AirlockRequest | undefined): void {
    const attempt = refusedAttempt(request, error);
    if (attempt) this.refusals?.note(attempt);
  }
}
