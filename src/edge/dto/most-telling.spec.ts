import { describe, expect, it } from '@jest/globals';
import { mostTelling } from './most-telling.js';

const ofNumber = {
  max: 'n must not be greater than 9',
  min: 'n must not be less than 1',
  isInt: 'n must be an integer',
};

describe('the one message about a field', () => {
  it('is about the type, where that is wrong', () => expect(mostTelling(ofNumber, '12')).toBe('n must be an integer'));
  it('is that a value is missing', () => expect(mostTelling(ofNumber, undefined)).toBe('is required'));
  it('is about the list before its items', () =>
    expect(mostTelling({ isIn: 'each must be', isArray: 'must be an array' }, 'a')).toBe('must be an array'));
  it('is the one that there is', () => expect(mostTelling({ matches: 'x' }, 'y')).toBe('x'));
});
