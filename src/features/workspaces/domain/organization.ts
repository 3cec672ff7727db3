import type { Tier } from '../../../shared/actor.js';

/** The customer: tier, storage quota and the cap on open uploads apply to all of its workspaces. */
export interface Organization {
  id: string;
  name: string;
  tier: Tier;
  quotaBytes: bigint;
  pendingLimit: number | null;
  defaultWorkspaceId: string | null;
  createdAt: Date;
}

/** An organization and, in the answer to the request that created it, the secret of its first key. */
export interface OrganizationWithKey {
  organization: Organization;
  apiKey?: string;
}
