import type { Origin } from './audit/origin.js';

/** The scopes of an API key. `admin` implies all others but `system`; write does not imply read. */
export const scopes = [
  'uploads:write',
  'uploads:read',
  'documents:write',
  'documents:read',
  'buckets:admin',
  'admin',
  'system',
] as const;
export type Scope = (typeof scopes)[number];

export const roles = ['viewer', 'member', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

export const tiers = ['free', 'pro', 'enterprise'] as const;
export type Tier = (typeof tiers)[number];

/** The tenant whose rows a statement may access: set in the database session for row-level security. */
export interface Tenant {
  organizationId: string;
  workspaceId: string;
}

/** What an upload token allows: to bring files into one bucket, and to see those only. */
export interface UploadTokenGrant {
  id: string;
  bucketId: string;
  /** The most bytes of one file. */
  maxFileBytes: number;
  /** MIME types, or families such as `image/*`. Empty: those of the bucket. */
  contentTypes: readonly string[];
  /** The one page origin that may use it; `null`: any. */
  origin: string | null;
}

/** The authenticated caller, the workspace and the rights in it. First argument of every use case. */
export interface Actor extends Tenant {
  tier: Tier;
  /** The organization's storage quota, for early refusals; the statement that reserves bytes decides. */
  quotaBytes: number;
  scopes: ReadonlySet<Scope>;
  /** The one workspace this actor may administer; absent: the whole organization. */
  boundTo?: string;
  keyId?: string;
  userId?: string;
  role?: Role;
  /** Present for the bearer of an upload token, who acts for the maker of the token within these limits. */
  uploadToken?: UploadTokenGrant;
  /** Where the request came from: present in administrative operations. */
  origin?: Origin;
}

/** The name written into timelines and `uploadedBy`: the user, else the key. */
export function actorId(actor: Pick<Actor, 'userId' | 'keyId'>): string {
  return actor.userId ?? actor.keyId ?? 'system';
}

/**
 * Who sends the request, where two callers must not meet (idempotency keys, limits on a caller): the bearer of an upload
 * token is not its maker.
 */
export function callerId(actor: Actor): string {
  return actor.uploadToken?.id ?? actorId(actor);
}

export function mayUse(actor: Actor, scope: Scope): boolean {
  return actor.scopes.has(scope) || (scope !== 'system' && actor.scopes.has('admin'));
}
