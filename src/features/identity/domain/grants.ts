import { mayUse, type Actor, type Role, type Scope } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';

const read: Scope[] = ['uploads:read', 'documents:read'];
const write: Scope[] = ['uploads:write', 'documents:write'];

/** The scopes of each role in its workspace. Rights of owners alone are checked by `requireOwner`. */
export const scopesOfRole: Record<Role, readonly Scope[]> = {
  viewer: read,
  member: [...read, ...write],
  admin: [...read, ...write, 'buckets:admin', 'admin'],
  owner: [...read, ...write, 'buckets:admin', 'admin'],
};

/** A caller cannot grant scopes that it does not have. A key with `admin` has the rights of owners: administrators cannot create one. */
export function requireGrantable(actor: Actor, scopes: readonly Scope[]): void {
  const missing = scopes.filter((scope) => !mayUse(actor, scope) || (scope === 'admin' && !isOwner(actor)));
  if (missing.length) throw Errors.forbidden(`You cannot grant what you do not hold: ${missing.join(', ')}.`);
}

/** For operations on the organization: a key that is bound to no workspace, or an owner of the default workspace. */
export function requireWholeOrganization(actor: Actor): void {
  if (actor.boundTo)
    throw Errors.forbidden('This concerns the whole organization: use a key that is bound to no workspace.');
}

/** For operations on members and the workspace: keys with `admin`, and owners. */
export function requireOwner(actor: Actor): void {
  if (!isOwner(actor)) throw Errors.forbidden('Only an owner of the workspace may do this.');
}

/** Whether a caller may act across organizations. */
export function isSystem(actor: Actor): boolean {
  return mayUse(actor, 'system');
}

function isOwner({ userId, role }: Actor): boolean {
  return userId === undefined || role === 'owner';
}
