import type { Tier } from '../../../shared/actor.js';

const MB = 1_000_000;
const GB = 1_000 * MB;
const TB = 1_000 * GB;

export interface TierLimits {
  /** The largest file. */
  maxFileBytes: number;
  /** The storage quota of an organization that was given no other. */
  quotaBytes: number;
}

/** The limits of each tier, in decimal units. */
export const tierLimits: Record<Tier, TierLimits> = {
  free: { maxFileBytes: 100 * MB, quotaBytes: 5 * GB },
  pro: { maxFileBytes: 5 * GB, quotaBytes: 1 * TB },
  enterprise: { maxFileBytes: 50 * GB, quotaBytes: 50 * TB },
};

/** The quota after a change of tier: one that was the old tier's follows, one that was agreed on stays. */
export function quotaAfterTierChange(quotaBytes: number, from: Tier, to: Tier): number {
  return quotaBytes === tierLimits[from].quotaBytes ? tierLimits[to].quotaBytes : quotaBytes;
}
