import { createHash } from 'node:crypto';
import type { ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { type Actor, actorId } from '../../shared/actor.js';
import { DomainError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { requestOf } from '../auth/request-of.js';

/** One request under its key: whose it is, what it calls, and what it says. */
export interface IdempotentRequest {
  actor: Actor;
  caller: string;
  route: string;
  key: string;
  /** SHA-256 of everything the handler is given. */
  fingerprint: Buffer;
}

export const IdempotencyErrors = {
  reused: () =>
    new DomainError(
      'unprocessable',
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key was used for another request. Take a new one.',
    ),
  inProgress: () =>
    new DomainError(
      'conflict',
      'IDEMPOTENCY_IN_PROGRESS',
      'The first request with this Idempotency-Key is still running. Try again.',
      {
        retryAfterSeconds: 1,
      },
    ),
};

/** What the first request made is not there any more. */
export function orGone(error: unknown): never {
  const isGone = error instanceof DomainError && error.kind === 'not-found';
  throw isGone ? Errors.gone('What the first request with this Idempotency-Key made was deleted.') : error;
}

/** One route under two prefixes: a retry may take the other. */
const ALIAS = /^\/api\/v1\/files/;

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The request behind a handler, if it carries a key; both protocols send it as a header. */
export function idempotentRequestOf(context: ExecutionContext): IdempotentRequest | undefined {
  const request = requestOf(context);
  const key = request.headers['idempotency-key'];
  if (key === undefined || !request.actor) return undefined;
  if (typeof key !== 'string' || !KEY.test(key))
    throw Errors.invalidField('Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
  const { route, given } = callOf(context);
  const fingerprint = createHash('sha256').update(canonical(given)).digest();
  return { actor: request.actor, caller: actorId(request.actor), route, key, fingerprint };
}

function callOf(context: ExecutionContext): { route: string; given: unknown } {
  if (context.getType<string>() === 'graphql') {
    const graphql = GqlExecutionContext.create(context);
    const { path } = graphql.getInfo<{ path: { key: string | number } }>();
    return { route: `graphql ${context.getHandler().name} ${path.key}`, given: graphql.getArgs() };
  }
  const { method, routeOptions, params, query, body } = requestOf(context);
  return { route: `${method} ${routeOptions.url?.replace(ALIAS, '/v1/files')}`, given: { params, query, body } };
}

/** JSON whose members are in order: the same request in another order is the same request. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
