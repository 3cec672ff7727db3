import { describe, expect, it } from '@jest/globals';
import { nestDottedKeys } from './nest-dotted-keys.js';

describe('nestDottedKeys', () => {
  it('leaves a plain query alone', () => {
    const query = { limit: '5' };
    expect(nestDottedKeys(query)).toBe(query);
  });

  it('gathers names with the same head', () => {
    const query = { 'metadata.color': 'red', 'metadata.a.b': '1', limit: '5' };
    expect(nestDottedKeys(query)).toEqual({ metadata: { color: 'red', 'a.b': '1' }, limit: '5' });
  });

  it('makes own properties of names that mean something to JavaScript', () => {
    const { metadata } = nestDottedKeys({ 'metadata.__proto__': 'x' }) as { metadata: object };
    expect(Object.keys(metadata)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
  });
});
