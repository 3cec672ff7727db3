import { describe, expect, it } from '@jest/globals';
import { nestDottedKeys } from './nest-dotted-keys.js';

describe('nestDottedKeys', () => {
  it('returns a query without dots unchanged', () => {
    const query = { limit: '5' };
    expect(nestDottedKeys(query)).toBe(query);
  });

  it('groups names with the same prefix', () => {
    const query = { 'metadata.color': 'red', 'metadata.a.b': '1', limit: '5' };
    expect(nestDottedKeys(query)).toEqual({ metadata: { color: 'red', 'a.b': '1' }, limit: '5' });
  });

  it('creates own properties for names such as __proto__', () => {
    const { metadata } = nestDottedKeys({ 'metadata.__proto__': 'x' }) as { metadata: object };
    expect(Object.keys(metadata)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
  });
});
