import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { traceIdOf } from './request-id.js';
import { beginSpan, isTracing, type OpenSpan } from '../../platform/tracing/trace.js';

/** Probes and scrapers come every few seconds. */
const QUIET = /^\/(health|metrics)(\/|$)/;

interface Traced extends FastifyRequest {
  span?: OpenSpan;
  /** What a request to GraphQL runs, for example `mutation CreateUpload`. */
  operation?: string;
}

/**
 * A span for every request, in the trace that its `traceparent` names. Like the log it has the template of the route, never the
 * path or the query: they hold ids and tokens.
 */
export function traceRequests(server: FastifyInstance): void {
  if (!isTracing()) return;
  server.addHook('onRequest', (request: Traced, _reply, done) => {
    request.span = QUIET.test(request.url) ? undefined : beginSpan(nameOf(request), optionsOf(request));
    if (request.span) request.span.within(done);
    else done();
  });
  // The body arrives by events of the connection, which belong to no request.
  server.addHook('preValidation', (request: Traced, _reply, done) => {
    if (request.span) request.span.within(done);
    else done();
  });
  server.addHook('onResponse', (request: Traced, reply, done) => {
    if (request.span) end(request.span, request, reply);
    done();
  });
}

/** The trace of a request: that of its span, where this process traces, else the one that its client names. */
export const tracedAs = (request: FastifyRequest): string | undefined =>
  (request as Traced).span?.traceId ?? traceIdOf(request.raw.headers);

const nameOf = ({ method, routeOptions }: FastifyRequest) => `${method} ${routeOptions?.url ?? 'no route'}`;

function optionsOf({ method, routeOptions, headers, id }: FastifyRequest) {
  const { traceparent } = headers;
  return {
    kind: 'server' as const,
    continues: typeof traceparent === 'string' ? traceparent : undefined,
    attributes: { 'http.request.method': method, 'http.route': routeOptions?.url, 'airlock.request_id': id },
  };
}

function end(span: OpenSpan, { operation }: Traced, { statusCode }: FastifyReply): void {
  span.set({ 'http.response.status_code': statusCode, 'airlock.graphql.operation': operation });
  span.end(statusCode >= 500 ? { code: String(statusCode) } : undefined);
}
