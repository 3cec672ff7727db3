import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Authenticator } from '../../../edge/auth/authenticator.js';
import { requestOf } from '../../../edge/auth/request-of.js';
import { mayUse } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { isOfAnotherSite, keyOf } from './board-credentials.js';

/**
 * Admits keys with the scope `system` that are bound to no workspace. A browser asks its user for a name and a password: the
 * key is the password. Nothing is kept: no cookie, no session.
 */
@Injectable()
export class QueueBoardGuard implements CanActivate {
  constructor(private readonly authenticator: Authenticator) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    request.administrative = { action: 'queue.view', target: null };
    if (isOfAnotherSite(request.headers)) throw Errors.forbidden('Open the queue board itself, not from another site.');
    const bearer = keyOf(request.headers);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    void reply.header('www-authenticate', 'Basic realm="Airlock queues", charset="UTF-8"');
    if (bearer === undefined) throw Errors.unauthenticated('Send a key with the scope system as the password.');
    const actor = await this.authenticator.authenticate({ bearer, namespace: undefined });
    request.actor = actor;
    if (!mayUse(actor, 'system')) throw Errors.forbidden('This needs the scope system.');
    if (actor.boundTo !== undefined) throw Errors.forbidden('This needs a key that is bound to no workspace.');
    void reply.removeHeader('www-authenticate');
    return true;
  }
}
