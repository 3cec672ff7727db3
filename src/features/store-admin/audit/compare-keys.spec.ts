import { describe, expect, it } from '@jest/globals';
import { compareKeys, type KeyUse } from './compare-keys.js';

async function* each<T>(entries: T[]): AsyncGenerator<T> {
  yield* entries;
}

const modifiedAt = new Date(0);

/** The differences between records, each `key use`, and the keys of a bucket. */
async function compared(records: string[], keys: string[]): Promise<string[]> {
  const recorded = records.map((record) => {
    const [key = '', use = 'file'] = record.split(' ');
    return { key, use: use as KeyUse };
  });
  const found: string[] = [];
  for await (const { state, key } of compareKeys(
    each(recorded),
    each(keys.map((key) => ({ key, size: 1, modifiedAt }))),
  ))
    found.push(`${state} ${key}`);
  return found;
}

describe('keys of the database and of the bucket', () => {
  it.each([
    ['nothing', [], [], []],
    ['the same', ['a', 'b'], ['a', 'b'], ['present a', 'present b']],
    ['bytes that are gone', ['a', 'b', 'c'], ['b'], ['missing a', 'present b', 'missing c']],
    ['bytes without a record', ['b'], ['a', 'b', 'c'], ['unrecorded a', 'present b', 'unrecorded c']],
    ['both at once', ['a', 'c'], ['b', 'd'], ['missing a', 'unrecorded b', 'missing c', 'unrecorded d']],
    ['temporary bytes, there or not', ['a temporary', 'b temporary'], ['b'], ['present b']],
    [
      'a key with several records',
      ['a temporary', 'a file', 'a temporary', 'b variant'],
      [],
      ['missing a', 'missing b'],
    ],
    ['a key with several records that is there', ['a file', 'a temporary'], ['a'], ['present a']],
  ])('%s', async (_, records, keys, found) => {
    expect(await compared(records, keys)).toEqual(found);
  });

  it('are in the order of bytes, not of UTF-16', async () => {
    const keys = ['\u{ffee}', '\u{1f600}'];
    expect(await compared(keys, keys)).toEqual(keys.map((key) => `present ${key}`));
    await expect(compared([...keys].reverse(), [])).rejects.toThrow('The database does not list keys in byte order');
  });

  it('are not compared when the store lists them in another order', async () => {
    await expect(compared([], ['b', 'a'])).rejects.toThrow('The store does not list keys in byte order: a after b.');
  });

  it.each(Array.from({ length: 30 }, (_, seed) => [seed]))('agree with sets, seed %i', async (seed) => {
    let state = seed * 7_919 + 17;
    const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    const some = () => Array.from({ length: next(12) }, () => `k${String(next(20)).padStart(2, '0')}`).sort();
    const [records, keys] = [some(), [...new Set(some())]];
    const all = [...new Set([...records, ...keys])].sort();
    const stateOf = (key: string) =>
      !keys.includes(key) ? 'missing' : records.includes(key) ? 'present' : 'unrecorded';
    expect(await compared(records, keys)).toEqual(all.map((key) => `${stateOf(key)} ${key}`));
  });
});
