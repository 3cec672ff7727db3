import type { FastifyCorsOptions } from '@fastify/cors';

/** What browser clients of every face must be able to read. */
const exposedHeaders = [
  'ETag',
  'Location',
  'X-Upload-Id',
  'X-Request-Id',
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
  'Upload-Concat',
];

/** Credentials travel in Authorization, never in cookies: any origin may ask, and none gains anything by it. */
export function corsOptions(origins: readonly string[]): FastifyCorsOptions {
  return {
    origin: origins.includes('*') ? '*' : [...origins],
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders,
    maxAge: 600,
    // A bare OPTIONS is no fault: answer it like a preflight.
    strictPreflight: false,
  };
}
