import type { FastifyInstance, FastifyReply } from 'fastify';

/** Browsers must not render or run an answer that is data. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Every answer carries its request id and a policy for browsers. */
export function addSecurityHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request.id, reply);
    done();
  });
}

export function setSecurityHeaders(requestId: string, reply: FastifyReply): void {
  void reply
    .header('x-request-id', requestId)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', DATA_POLICY);
}

/** For HTML pages of the service: scripts of the same origin, inline ones by their hash. Editors set inline styles. `base`: what the page may name as
 * the base of its links. */
export function pagePolicy(scriptHashes: string[] = [], { base = "'none'" } = {}): string {
  const scripts = ["'self'", ...scriptHashes.map((hash) => `'sha256-${hash}'`)].join(' ');
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    `base-uri ${base}`,
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
