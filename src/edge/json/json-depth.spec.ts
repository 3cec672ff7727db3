import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isTooDeep } from './json-depth.js';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('isTooDeep', () => {
  it('lets 64 levels through and no more', () => {
    expect([isTooDeep(nested(64)), isTooDeep(nested(65))]).toEqual([false, true]);
  });

  it('counts what is open at the same time, not what was opened', () => {
    expect(isTooDeep(`[${'[],'.repeat(1000)}[]]`)).toBe(false);
  });

  it.each(['"[[[["', '"\\"[[[["', '"\\\\"', '"a', '"a\\'])('takes brackets in a text for text: %s', (text) => {
    expect(isTooDeep(text.replace('[[[[', nested(200)))).toBe(false);
  });

  it('never refuses a shallow value, whatever its texts hold', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => !isTooDeep(JSON.stringify(value))));
  });

  it('sees depth behind any text', () => {
    fc.assert(fc.property(fc.string(), (text) => isTooDeep(`[${JSON.stringify(text)},${nested(64)}]`)));
  });
});
