import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hideForms } from '../../platform/logging/hide-secrets.js';
import { type Actor, callerId } from '../../shared/actor.js';
import type { AirlockRequest } from '../auth/request-of.js';
import { instanceOf } from '../errors/instance-of.js';
import { loggable } from './client-address.js';
import { tracedAs } from './trace-requests.js';

/** Probes and scrapers come every few seconds: at debug only. */
const QUIET = /^\/(health|metrics)(\/|$)/;

const logger = new Logger('Access');

interface Accessed extends AirlockRequest {
  /** Bytes that the connection had sent before this request. */
  sentBefore?: number;
  /** What a request to GraphQL runs, for example `mutation CreateUpload`. */
  operation?: string;
}

/**
 * One event for every request, when its answer is complete or its client is gone. It names the template of the route, never the
 * path or the query: they hold ids and tokens.
 */
export function logAccess(server: FastifyInstance): void {
  server.addHook('onRequest', (request: Accessed, _reply, done) => {
    request.sentBefore = request.raw.socket.bytesWritten;
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    logAnswer(request, reply);
    done();
  });
}

/** For an answer that is sent without hooks. Its line is made later, with those of other requests. */
export function logAnswer(request: Accessed, reply: FastifyReply): void {
  const { method, operation, raw, actor, url, ip } = request;
  const route = request.routeOptions?.url;
  const level = route !== undefined && QUIET.test(route) ? 'debug' : 'log';
  const answered: Answered = {
    ...{ requestId: request.id, method, operation, route, url, actor, ip },
    ms: Math.round(reply.elapsedTime * 10) / 10,
    status: reply.statusCode,
    isAborted: !reply.raw.writableFinished,
    bytes: sentBytes(request, reply),
    receivedBytes: Number(raw.headers['content-length']) || undefined,
    traceId: tracedAs(request),
  };
  logger[level](() => eventOf(answered));
}

/** What the log says of a request, as it was when its answer was complete. */
interface Answered extends Pick<Accessed, 'method' | 'operation' | 'url' | 'actor' | 'ip'> {
  requestId: string;
  route: string | undefined;
  ms: number;
  status: number;
  isAborted: boolean;
  bytes: number;
  receivedBytes: number | undefined;
  traceId: string | undefined;
}

function eventOf(answered: Answered): [text: string, fields: object] {
  const { requestId, method, operation, route, url, actor, ms, status, isAborted } = answered;
  const what = operation === undefined ? '' : ` ${operation}`;
  const text = `${method} ${route ?? 'no route'}${what} ${isAborted ? 'aborted' : status} in ${ms} ms`;
  const fields = {
    request_id: requestId,
    ...callerFields(actor),
    ...{ method, route, operation, status, ms },
    path: route === undefined ? hideForms(instanceOf(url)) : undefined,
    bytes: answered.bytes,
    received_bytes: answered.receivedBytes,
    address: loggable(answered.ip),
    trace_id: answered.traceId,
    aborted: isAborted || undefined,
  };
  return [text, fields];
}

/** Who sends a request, for an event about it. */
export function callerFields(actor: Actor | undefined): object {
  if (!actor) return {};
  return { actor: callerId(actor), organization_id: actor.organizationId, workspace_id: actor.workspaceId };
}

/** The length of the body; where it is streamed, what the connection sent for this request, with its headers. */
function sentBytes({ raw, method, sentBefore = 0 }: Accessed & FastifyRequest, reply: FastifyReply): number {
  const length = method === 'HEAD' ? 0 : Number(reply.getHeader('content-length') ?? NaN);
  return Number.isNaN(length) ? Math.max(0, raw.socket.bytesWritten - sentBefore) : length;
}
