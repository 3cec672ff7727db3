import { expect, it } from '@jest/globals';
import { quotaAfterTierChange, tierLimits } from './tiers.js';

it('sells files of 100 MB, 5 GB and 50 GB, in decimal units', () => {
  expect([tierLimits.free, tierLimits.pro, tierLimits.enterprise].map((tier) => tier.maxFileBytes)).toEqual([
    100_000_000, 5_000_000_000, 50_000_000_000,
  ]);
});

it('moves the quota with the tier, unless another was agreed on', () => {
  expect(quotaAfterTierChange(tierLimits.free.quotaBytes, 'free', 'pro')).toBe(tierLimits.pro.quotaBytes);
  expect(quotaAfterTierChange(42, 'free', 'pro')).toBe(42);
});
