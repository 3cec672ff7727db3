import type { FastifyCorsOptions } from '@fastify/cors';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The headers of answers that scripts may read, beside those that every script may: all that any answer has. */
export const exposedHeaders = [
  'ETag',
  'Location',
  'X-Upload-Id',
  'X-Request-Id',
  'Allow',
  'WWW-Authenticate',
  'Idempotency-Replayed',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'Tus-Resumable',
  'Tus-Version',
  'Tus-Extension',
  'Tus-Max-Size',
  'Upload-Offset',
  'Upload-Length',
  'Upload-Metadata',
  'Upload-Expires',
  'Upload-Defer-Length',
];

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Credentials travel in Authorization, never in cookies, so allowing any origin gives none of them access. */
export function corsOptions(origins: readonly string[]): FastifyCorsOptions {
  return {
    origin: origins.includes('*') ? '*' : [...origins],
    credentials: false,
    ...{ methods, exposedHeaders },
    maxAge: 600,
    // An OPTIONS without preflight headers is answered like a preflight.
    strictPreflight: false,
  };
}

/** The same for an answer that is sent without hooks. */
export function setCorsHeaders(request: FastifyRequest, reply: FastifyReply, origins: readonly string[]): void {
  const { origin, 'access-control-request-headers': asked } = request.headers;
  const isOpen = origins.includes('*');
  if (!isOpen) void reply.header('vary', 'Origin');
  if (!isOpen && (origin === undefined || !origins.includes(origin))) return;
  void reply.header('access-control-allow-origin', isOpen ? '*' : origin);
  void reply.header('access-control-expose-headers', exposedHeaders.join(', '));
  if (request.method !== 'OPTIONS') return;
  void reply.header('access-control-allow-methods', methods.join(', '));
  if (asked) void reply.header('access-control-allow-headers', asked);
}
