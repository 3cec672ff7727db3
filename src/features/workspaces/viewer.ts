import type { Role, Scope, Tier } from '../../shared/actor.js';
import type { Identity } from '../identity/index.js';

/** A workspace that the caller may use. The role is that of a user, null for a key. */
export interface ReachableWorkspace {
  workspaceId: string;
  name: string;
  role: Role | null;
}

/** The caller as the service sees it. */
export interface Viewer {
  organizationId: string;
  workspaceId: string;
  workspaces: ReachableWorkspace[];
  userId?: string;
  keyId?: string;
  /** Of a user. */
  identities: Identity[];
  scopes: Scope[];
  tier: Tier;
}
