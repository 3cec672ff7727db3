import type { ExecutionContext } from '@nestjs/common';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.repository.js';
import { callerId } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { graphqlArgsOf, graphqlInfoOf, isGraphql, requestOf } from '../auth/request-of.js';
import { fingerprintOf } from './fingerprint.js';

/** The two prefixes of the files API are one route: a retry may take the other. */
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
  return { actor: request.actor, caller: callerId(request.actor), route, key, fingerprint: fingerprintOf(given) };
}

function callOf(context: ExecutionContext): { route: string; given: unknown } {
  if (isGraphql(context)) {
    const { path } = graphqlInfoOf(context);
    return { route: `graphql ${context.getHandler().name} ${path.key}`, given: graphqlArgsOf(context) };
  }
  const { method, routeOptions, params, query, body } = requestOf(context);
  return { route: `${method} ${routeOptions.url?.replace(ALIAS, '/v1/files')}`, given: { params, query, body } };
}
