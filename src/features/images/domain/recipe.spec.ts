import { describe, expect, it } from '@jest/globals';
import { attemptPrefix, isVariantName, variantKey, variantNames, variantSizes } from './recipe.js';

const attempt = { workspaceId: 'ws_1', blobId: 'blb_1', leaseToken: 'token' };

describe('the recipe of variants', () => {
  it('names each size once', () => {
    expect(variantSizes.map(({ name }) => name).sort()).toEqual([...variantNames].sort());
  });

  it('makes the largest first: the others are made of it', () => {
    const sides = variantSizes.map(({ longestSide }) => longestSide);
    expect(sides).toEqual([...sides].sort((a, b) => b - a));
  });

  it.each(['thumb', 'medium', 'large'])('knows %s', (name) => expect(isVariantName(name)).toBe(true));

  it.each(['', 'THUMB', 'constructor', '../thumb'])('knows no %j', (name) => expect(isVariantName(name)).toBe(false));

  it('gives each attempt keys of its own, which begin with its prefix', () => {
    const key = variantKey(attempt, 'thumb');
    expect(key).toBe('ws_1/variants/blb_1/token/thumb');
    expect(key.startsWith(attemptPrefix(attempt))).toBe(true);
    expect(variantKey({ ...attempt, leaseToken: 'other' }, 'thumb')).not.toBe(key);
  });
});
