import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { DomainError } from '../../shared/errors/domain-error.js';
import { defect, problemOf, type Problem } from './problem.js';
import { toDomainError } from './to-domain-error.js';

/** The one place where errors meet a protocol. Expected ones are rendered, the rest are logged once and hidden. */
@Catch()
export class AllErrorsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  catch(error: unknown, host: ArgumentsHost): unknown {
    const known = toDomainError(error);
    if (!known) this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const problem = known ? problemOf(known) : defect;
    if (host.getType<string>() === 'graphql') return graphqlErrorOf(problem);
    const http = host.switchToHttp();
    return send(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), problem, known);
  }
}

function graphqlErrorOf({ detail, code, status, errors }: Problem): GraphQLError {
  return new GraphQLError(detail, { extensions: { code, status, ...(errors ? { errors } : {}) } });
}

function send(request: FastifyRequest, reply: FastifyReply, problem: Problem, known?: DomainError): FastifyReply {
  const retryAfter = known?.details.retryAfterSeconds;
  if (retryAfter) void reply.header('retry-after', String(retryAfter));
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  const body = { ...problem, instance: request.url.split('?')[0], request_id: request.id };
  // Serialised here: Fastify would otherwise replace the media type with its own for objects.
  return reply.status(problem.status).header('content-type', 'application/problem+json').send(JSON.stringify(body));
}
