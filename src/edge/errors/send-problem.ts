import type { FastifyReply, FastifyRequest } from 'fastify';
import { GRAPHQL_PATH } from '../graphql/graphql-path.js';
import { errorFormOf } from './error-form.js';
import { extensionsOf } from './graphql-extensions.js';
import { instanceOf, pathOf } from './instance-of.js';
import type { Rendered } from './render.js';

/** Sends a problem as the response, on the path of GraphQL in the form that its clients expect. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, { problem, retryAfter }: Rendered): void {
  if (retryAfter) void reply.header('retry-after', String(retryAfter));
  if (problem.status === 401 && !reply.hasHeader('www-authenticate')) void reply.header('www-authenticate', 'Bearer');
  void reply.status(problem.status);
  const type = request.server.publicUrl + problem.type;
  if (pathOf(request.url) === GRAPHQL_PATH) {
    const extensions = { type, ...extensionsOf(problem), request_id: request.id };
    void reply.type('application/json').send(JSON.stringify({ errors: [{ message: problem.detail, extensions }] }));
    return;
  }
  const ownForm = errorFormOf(request)?.(problem, request.id);
  if (ownForm) {
    const { status, body, type: media = 'application/json', headers = {} } = ownForm;
    void reply.status(status).headers(headers).type(media);
    void reply.send(typeof body === 'string' ? body : JSON.stringify(body));
    return;
  }
  const body = { ...problem, type, instance: instanceOf(request.url), request_id: request.id };
  // Serialised here: Fastify would otherwise replace the media type with its own for objects.
  void reply.header('content-type', 'application/problem+json').send(JSON.stringify(body));
}
