import { FastifyAdapter } from '@nestjs/platform-fastify';
import { publicUrlOf } from '../../config/public-url.js';
import type { Settings } from '../../config/settings.js';
import { guarded } from '../../platform/listeners/guarded.js';
import { logAccess } from './access-log.js';
import { acceptAnyBodies } from './any-body.js';
import { brokenConnectionAnswer, brokenUrlAnswer, refuseNulInUrl } from './early-errors.js';
import { acceptForms } from './form-body.js';
import { refuseUnknownCodings } from './content-coding.js';
import { acceptOnlyJson } from './json-body.js';
import { acceptRawBodies } from './raw-body.js';
import { refuseWideHeads } from './limits/request-head.js';
import { drainBodiesAfterAnswers } from './drain-body.js';
import { requestIdOf } from './request-id.js';
import { refuseUnknownRoutes } from './unknown-routes.js';
import { traceRequests } from './trace-requests.js';
import { addSecurityHeaders } from './security-headers.js';

export const BODY_LIMIT_BYTES = 1024 * 1024;
/** Longest path parameter: as long as an S3 key, each byte percent-encoded. */
const MAX_PARAM_LENGTH = 3 * 1024;
/** Above the idle time of usual load balancers (60 s): they close first and never use a closed socket. */
const KEEP_ALIVE_MS = 65_000;
/** A connection without traffic for this long is closed. Event streams send heartbeats more often. */
const SILENCE_MS = 120_000;

/** How long the headers of a request may take. */
const HEAD_MS = 30_000;
/** How often that is checked. */
const CHECK_MS = 5_000;

declare module 'fastify' {
  interface FastifyInstance {
    /** Where clients reach the API, without a slash at the end. */
    publicUrl: string;
  }
}

/** Fastify without the body parsers of Nest, which would also accept forms. */
class JsonOnlyAdapter extends FastifyAdapter {
  override registerParserMiddleware(): void {}
}

/** What came by way of so many proxies is believed; what was in the headers before, a client may have invented. */
const behind = (proxies: number) => proxies > 0 && ((_address: string, hop: number) => hop < proxies);

type HttpAdapterSettings = Pick<Settings, 'TRUST_PROXY' | 'CORS_ORIGINS' | 'PUBLIC_URL' | 'PORT'>;

/** The HTTP server: limits, request ids, and problem documents for whatever arrives. */
export function createHttpAdapter(settings: HttpAdapterSettings): FastifyAdapter {
  const publicUrl = publicUrlOf(settings);
  const routerOptions = { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH };
  const adapter = new JsonOnlyAdapter({
    logger: false,
    trustProxy: behind(settings.TRUST_PROXY),
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: requestIdOf,
    requestIdHeader: false,
    routerOptions,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionTimeout: SILENCE_MS,
    forceCloseConnections: 'idle',
    http: { headersTimeout: HEAD_MS, connectionsCheckingInterval: CHECK_MS },
    frameworkErrors: guarded(brokenUrlAnswer(settings.CORS_ORIGINS), (_error, _request, reply) => reply.raw.destroy()),
    clientErrorHandler: guarded(brokenConnectionAnswer(publicUrl), (_error, socket) => socket.destroy()),
  });
  const server = adapter.getInstance();
  server.decorate('publicUrl', publicUrl);
  acceptOnlyJson(server);
  acceptForms(server);
  acceptAnyBodies(server);
  acceptRawBodies(server);
  traceRequests(server);
  logAccess(server);
  addSecurityHeaders(server);
  drainBodiesAfterAnswers(server);
  refuseUnknownRoutes(server, { ...routerOptions, origins: settings.CORS_ORIGINS });
  refuseNulInUrl(server);
  refuseWideHeads(server);
  refuseUnknownCodings(server);
  return adapter;
}
