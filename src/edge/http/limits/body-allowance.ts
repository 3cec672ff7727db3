import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authenticator } from '../../auth/authenticator.js';
import { credentialsOf } from '../../auth/credentials-of.js';
import type { AirlockRequest } from '../../auth/request-of.js';
import { isForm } from '../form-body.js';

/** The largest body that is read before its sender is known. */
export const STRANGERS_BODY_BYTES = 64 * 1024;

/** What the server knows of a route that asks for no credentials: no caller may send it more than a stranger may. */
export const forStrangers = { forStrangers: true };

/** A route with a body that asks for no credentials. */
export const TakesStrangersBodies = () => RouteConfig(forStrangers);

/**
 * A body above what strangers may send is read only after its sender is known. Others are let in by the guard, after
 * they were read, so that a common request is authenticated once and parsed at once.
 */
export function allowBodies(server: FastifyInstance, authenticator: () => Authenticator): void {
  server.addHook('onRoute', (route) => {
    if (isForStrangers(route.config)) route.bodyLimit = STRANGERS_BODY_BYTES;
  });
  server.addHook('preParsing', (request, _reply, payload, done) => {
    if (!mayBeLarge(request) || isForm(request) || isForStrangers(request.routeOptions.config))
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

/** A body in chunks, or compressed, does not say how long it will be. */
function mayBeLarge({ headers }: FastifyRequest): boolean {
  const mayGrow = headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined;
  return mayGrow || Number(headers['content-length'] ?? 0) > STRANGERS_BODY_BYTES;
}

const isForStrangers = (config: unknown) => (config as Partial<typeof forStrangers> | undefined)?.forStrangers === true;
