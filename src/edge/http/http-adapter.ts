import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Settings } from '../../config/settings.js';
import { guarded } from '../../platform/listeners/guarded.js';
import { answerBrokenConnection, brokenUrlAnswer, refuseNulInUrl } from './early-errors.js';
import { acceptForms } from './form-body.js';
import { refuseUnknownCodings } from './content-coding.js';
import { acceptOnlyJson } from './json-body.js';
import { refuseWideHeads } from './limits/request-head.js';
import { readOnAfterAnswers } from './read-on.js';
import { newRequestId } from './request-id.js';
import { refuseUnknownRoutes } from './route-book.js';
import { addSecurityHeaders } from './security-headers.js';

const BODY_LIMIT_BYTES = 1024 * 1024;
/** Longest path parameter: a form key may be as long as an S3 key, each byte percent-encoded. */
const MAX_PARAM_LENGTH = 3 * 1024;
/** Above the idle time of usual load balancers (60 s), so that they hang up first and never meet a closed socket. */
const KEEP_ALIVE_MS = 65_000;
/** A peer that is silent for this long is gone. Event streams send a heartbeat more often. */
const SILENCE_MS = 120_000;

/** How long the head of a request may take. */
const HEAD_MS = 30_000;
/** How often that is looked at. */
const LOOK_MS = 5_000;

/** Fastify with our body parser instead of Nest's: those would also take forms. */
class JsonOnlyAdapter extends FastifyAdapter {
  override registerParserMiddleware(): void {}
}

/** The HTTP server: limits, request ids, and an answer in our own form to whatever arrives. */
export function createHttpAdapter(settings: Pick<Settings, 'TRUST_PROXY' | 'CORS_ORIGINS'>): FastifyAdapter {
  const routerOptions = { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH };
  const adapter = new JsonOnlyAdapter({
    logger: false,
    trustProxy: settings.TRUST_PROXY,
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: newRequestId,
    requestIdHeader: false,
    routerOptions,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionTimeout: SILENCE_MS,
    forceCloseConnections: 'idle',
    http: { headersTimeout: HEAD_MS, connectionsCheckingInterval: LOOK_MS },
    frameworkErrors: guarded(brokenUrlAnswer(settings.CORS_ORIGINS), (_error, _request, reply) => reply.raw.destroy()),
    clientErrorHandler: guarded(answerBrokenConnection, (_error, socket) => socket.destroy()),
  });
  const server = adapter.getInstance();
  acceptOnlyJson(server);
  acceptForms(server);
  addSecurityHeaders(server);
  readOnAfterAnswers(server);
  refuseUnknownRoutes(server, routerOptions);
  refuseNulInUrl(server);
  refuseWideHeads(server);
  refuseUnknownCodings(server);
  return adapter;
}
