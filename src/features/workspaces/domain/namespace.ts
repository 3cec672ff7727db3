import type { Role } from '../../../shared/actor.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';
import { isId, looksLikeId } from '../../../shared/ids.js';

/** Letters that a name may have; `isName` also keeps names apart from ids. */
export const NAME_PATTERN = /^[A-Za-z0-9_-]{1,63}$/;

export function isName(text: string): boolean {
  return NAME_PATTERN.test(text) && !looksLikeId(text);
}

export const namespaceRequired = (message: string) => new DomainError('invalid', 'NAMESPACE_REQUIRED', message);

export type NamespaceQuery = { id: string } | { name: string };

/** How to look a namespace up. What can be neither an id nor a name is not found without looking. */
export function namespaceQuery(namespace: string): NamespaceQuery {
  if (isId('ws', namespace)) return { id: namespace };
  if (isName(namespace)) return { name: namespace };
  throw Errors.notFound('Workspace');
}

/** A workspace a user belongs to. */
export interface Membership {
  organizationId: string;
  workspaceId: string;
  workspaceName: string;
  isDefault: boolean;
  role: Role;
  /** Whether the account's owner has used the link between it and their identity. */
  active: boolean;
}

/** The workspace in which a user acts: the one named, else the only sensible one. A guess would write to a wrong tenant. */
export function chooseMembership<M extends Membership>(memberships: M[], namespace: string | undefined): M {
  if (memberships.length === 0)
    throw Errors.forbidden('You belong to no workspace yet. Ask an owner to add you to one.');
  if (namespace !== undefined) return named(memberships, namespace);
  const organizations = new Set(memberships.map((m) => m.organizationId));
  if (organizations.size > 1)
    throw namespaceRequired('You belong to several organizations: name a workspace in X-Namespace.');
  const only = memberships.length === 1 ? memberships[0] : memberships.find((m) => m.isDefault);
  if (!only) throw namespaceRequired('You belong to several workspaces: name one in X-Namespace.');
  return only;
}

function named<M extends Membership>(memberships: M[], namespace: string): M {
  const found = memberships.filter((m) => m.workspaceId === namespace || m.workspaceName === namespace);
  // A link that another organization made must not get in the way of one that is in use.
  const active = found.filter((m) => m.active);
  const [only, another] = active.length ? active : found;
  if (another) throw namespaceRequired('Several of your workspaces have this name: send the id in X-Namespace.');
  if (!only) throw Errors.notFound('Workspace');
  return only;
}
