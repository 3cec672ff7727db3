import type { Scope } from '../../../shared/actor.js';

/** A key for programs, without its secret. */
export interface ApiKey {
  id: string;
  organizationId: string;
  /** The only workspace that it may use; null: every workspace of the organization. */
  workspaceId: string | null;
  name: string;
  prefix: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

/** A key and, in the answer to the request that created it, its secret. */
export interface ApiKeyWithSecret {
  key: ApiKey;
  secret?: string;
}
