import { type Actor, actorId, mayUse, type Scope } from './actor.js';
import { Errors } from './errors/errors.js';

/** Refuses a caller that has none of these scopes. Checked by guards, and again where data is read. */
export function requireScope(actor: Actor, ...anyOf: Scope[]): void {
  if (!anyOf.some((scope) => mayUse(actor, scope))) throw missingScope(...anyOf);
}

export function missingScope(...anyOf: Scope[]): Error {
  return Errors.forbidden(`This needs the scope ${anyOf.join(' or ')}.`);
}

/**
 * Whether a caller may change (sign, confirm, complete, cancel, delete) what this scope covers: members only their own,
 * administrators and keys any in the workspace.
 */
export function mayActOn(actor: Actor, { createdBy }: { createdBy: string }, scope: Scope = 'uploads:write'): boolean {
  return mayUse(actor, scope) && (actor.role !== 'member' || createdBy === actorId(actor));
}

export function requireActOn(actor: Actor, thing: { createdBy: string }, scope: Scope = 'uploads:write'): void {
  requireScope(actor, scope);
  if (!mayActOn(actor, thing, scope)) throw notOwn();
}

/** Whether an upload exists for a caller: the bearer of an upload token sees only those made with it. */
export function maySee({ uploadToken }: Actor, upload: { uploadTokenId: string | null }): boolean {
  return uploadToken === undefined || uploadToken.id === upload.uploadTokenId;
}

/** Whether a bucket exists for a caller: the bearer of an upload token sees only its own. */
export function mayUseBucket({ uploadToken }: Actor, bucketId: string): boolean {
  return uploadToken === undefined || uploadToken.bucketId === bucketId;
}

export const notOwn = () => Errors.forbidden('Members may change only what they created themselves.');
