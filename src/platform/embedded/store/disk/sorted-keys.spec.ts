import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareKeys, SortedKeys } from './sorted-keys.js';

const unicode = fc.string({ unit: 'binary' });
const sign = (a: string, b: string) => Math.sign(compareKeys(a, b));

describe('compareKeys', () => {
  it('orders by UTF-8 bytes', () => {
    fc.assert(
      fc.property(unicode, unicode, (a, b) => expect(sign(a, b)).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))),
    );
    expect(sign('\uff5e', '𝄞')).toBe(-1);
  });
});

describe('SortedKeys', () => {
  it('stays sorted and unique after adding, merging and deleting', () => {
    fc.assert(
      fc.property(fc.array(unicode), fc.array(unicode), fc.array(unicode), (added, merged, deleted) => {
        const keys = new SortedKeys();
        for (const key of added) keys.add(key);
        keys.merge(merged);
        for (const key of deleted) keys.delete(key);
        const expected = new Set([...added, ...merged].filter((key) => !deleted.includes(key)));
        const actual = Array.from({ length: keys.size }, (_, i) => keys.at(i)!);
        expect(actual).toEqual([...expected].sort(compareKeys));
      }),
    );
  });

  it('finds the position after a key and after a common prefix', () => {
    const keys = new SortedKeys();
    keys.merge(['a', 'a/1', 'a/2', 'a0', 'b']);
    expect(keys.at(keys.positionAfter('a/', false))).toBe('a/1');
    expect(keys.at(keys.positionAfter('a/', true))).toBe('a0');
    expect(keys.at(keys.positionOf('a/2'))).toBe('a/2');
    expect(keys.at(keys.positionAfter('b', false))).toBeUndefined();
  });
});
