import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authenticator } from '../../auth/authenticator.js';
import { credentialsOf } from '../../auth/credentials-of.js';
import type { AirlockRequest } from '../../auth/request-of.js';
import { isForm } from '../form-body.js';
import { readsItsBody } from '../raw-body.js';

/** The largest body that is read before its sender is authenticated. */
export const UNAUTHENTICATED_BODY_BYTES = 64 * 1024;

/** Route configuration: no credentials are required, so the small limit holds for every caller. */
export const unauthenticated = { unauthenticated: true };

/** A route that reads a body without requiring credentials. */
export const TakesUnauthenticatedBodies = () => RouteConfig(unauthenticated);

/**
 * Reads a body above that limit only after its sender is authenticated. Senders of smaller ones are authenticated by the
 * guard, after the body was read, so that a common request is authenticated once and parsed at once.
 */
export function allowBodies(server: FastifyInstance, authenticator: () => Authenticator): void {
  server.addHook('onRoute', (route) => {
    if (isUnauthenticated(route.config)) route.bodyLimit = UNAUTHENTICATED_BODY_BYTES;
  });
  server.addHook('preParsing', (request, _reply, payload, done) => {
    const isLeftUnread = isForm(request) || readsItsBody(request);
    if (!mayBeLarge(request) || isLeftUnread || isUnauthenticated(request.routeOptions.config))
      return done(null, payload);
    identify(request, authenticator()).then(
      () => done(null, payload),
      (error: Error) => done(error),
    );
  });
}

async function identify(request: AirlockRequest, authenticator: Authenticator): Promise<void> {
  request.actor = await authenticator.authenticate(credentialsOf(request));
}

/** The length of a chunked or compressed body is not known in advance. */
function mayBeLarge({ headers }: FastifyRequest): boolean {
  const mayGrow = headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined;
  return mayGrow || Number(headers['content-length'] ?? 0) > UNAUTHENTICATED_BODY_BYTES;
}

const isUnauthenticated = (config: unknown) =>
  (config as Partial<typeof unauthenticated> | undefined)?.unauthenticated === true;
