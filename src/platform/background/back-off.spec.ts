import { describe, expect, it } from '@jest/globals';
import { backOffSeconds } from './back-off.js';

describe('the wait after failures in a row', () => {
  it('doubles up to a minute', () => {
    expect([1, 2, 3, 5, 6, 7, 100].map(backOffSeconds)).toEqual([2, 4, 8, 32, 60, 60, 60]);
  });
});
