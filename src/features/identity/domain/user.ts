import type { Actor } from '../../../shared/actor.js';
import type { Identity } from './identity.js';

/** A person's account in one organization. */
export interface User {
  id: string;
  organizationId: string;
  email: string;
  name: string | null;
  /** Identities of other issuers whose tokens stand for the user. */
  identities: Identity[];
  createdAt: Date;
}

/** Which users a caller may see: those of an organization, for a bound caller those who are members of one workspace. */
export interface UserRealm {
  organizationId: string;
  memberOf?: string;
}

export function realmOf({ organizationId, boundTo }: Actor): UserRealm {
  return { organizationId, ...(boundTo ? { memberOf: boundTo } : {}) };
}
