import { describe, expect, it } from '@jest/globals';
import { policyFor, type UnscannableRules } from './unscannable.js';

describe('policyFor', () => {
  const rules: UnscannableRules = {
    unscannablePolicy: 'quarantine',
    unscannableExceptions: { encrypted: 'allow_flagged' },
  };

  it('is the exception for its cause and the bucket’s policy for every other', () => {
    expect(policyFor(rules, 'encrypted')).toBe('allow_flagged');
    expect(policyFor(rules, 'too_large')).toBe('quarantine');
  });

  it('takes no inherited property for an exception', () => {
    expect(policyFor(rules, 'constructor')).toBe('quarantine');
  });
});
