import { callerId } from '../../shared/actor.js';
import { DomainError, type ErrorKind } from '../../shared/errors/domain-error.js';
import type { AirlockRequest } from '../auth/request-of.js';
import { originOf } from './origin-of.js';
import type { RefusedAttempt } from './refusal-log.js';

/** Refusals of rights. What is refused for its form, its state or its rate says nothing about what the caller may do. */
const OF_RIGHTS: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['unauthenticated', 'forbidden', 'not-found']);

/**
 * The attempt behind an error, if it was one at an administrative act and the caller is known: by its actor, or by
 * credentials that are known and refused.
 */
export function refusedAttempt(request: AirlockRequest | undefined, error: unknown): RefusedAttempt | undefined {
  const { administrative, actor } = request ?? {};
  if (!request || !administrative || !(error instanceof DomainError) || !OF_RIGHTS.has(error.kind)) return undefined;
  const caller = actor ? { organizationId: actor.organizationId, actor: callerId(actor) } : error.details.caller;
  if (!caller) return undefined;
  return {
    ...caller,
    ...administrative,
    workspaceId: actor?.workspaceId ?? null,
    code: error.code,
    origin: originOf(request),
  };
}
