import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../../config/config.js';
import { Authenticator } from '../../edge/auth/authenticator.js';
import { type AirlockRequest, requestOf } from '../../edge/auth/request-of.js';
import { isFromSns } from '../../platform/sns/sns-message.js';
import { mayUse } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { StorageEventErrors } from './domain/storage-events.errors.js';

/**
 * Admits senders that have the token or a key with the scope `system`, and messages of SNS, which carry a signature instead
 * of credentials: the service verifies it.
 */
@Injectable()
export class StorageEventsGuard implements CanActivate {
  constructor(
    private readonly config: Config,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    if (isFromSns(request.body)) return true;
    const bearer = bearerOf(request);
    if (isToken(bearer ?? basicPasswordOf(request), this.config.get('STORAGE_EVENTS_TOKEN'))) return true;
    // Some senders send a password only after a challenge.
    context
      .switchToHttp()
      .getResponse<FastifyReply>()
      .header('www-authenticate', 'Bearer, Basic realm="storage events"');
    if (bearer === undefined) throw StorageEventErrors.unauthenticated();
    request.actor = await this.authenticator.authenticate({ bearer, namespace: undefined });
    if (!mayUse(request.actor, 'system')) throw Errors.forbidden('This needs the scope system.');
    return true;
  }
}

const authorizationOf = ({ headers: { authorization = '' } }: AirlockRequest) => authorization;
const bearerOf = (request: AirlockRequest) => /^Bearer +(\S+)$/i.exec(authorizationOf(request))?.[1];

function basicPasswordOf(request: AirlockRequest): string | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorizationOf(request)) ?? [];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : undefined;
}

/** Digests have one length, so the comparison takes the same time for every guess. */
function isToken(given: string | undefined, token: string | undefined): boolean {
  if (given === undefined || token === undefined) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
