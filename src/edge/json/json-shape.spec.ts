import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonShapeProblem, MAX_NAMES, MAX_VALUES } from './json-shape.js';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const object = (names: number) => `{${Array.from({ length: names }, (_, i) => `"n${i}":1`).join()}}`;
const list = (items: number) => `[${Array.from({ length: items }, () => 1).join()}]`;

describe('jsonShapeProblem', () => {
  it('takes 64 levels and no more', () => {
    expect(jsonShapeProblem(nested(64))).toBeUndefined();
    expect(jsonShapeProblem(nested(65))).toMatch(/deeper than 64/);
  });

  it('counts what is open at the same time, not what was opened', () => {
    expect(jsonShapeProblem(`[${'[],'.repeat(1000)}[]]`)).toBeUndefined();
    expect(jsonShapeProblem(`${']'.repeat(100)}${nested(64)}`)).toBeUndefined();
  });

  it('counts the names of each object by itself', () => {
    expect(jsonShapeProblem(`[${object(MAX_NAMES)},{"a":${object(MAX_NAMES)}}]`)).toBeUndefined();
    expect(jsonShapeProblem(`{"a":[${object(MAX_NAMES + 1)}]}`)).toMatch(/names in one object/);
  });

  it('goes on counting an object after what is nested in it', () => {
    const inner = `{"a":${object(MAX_NAMES - 1)},${object(MAX_NAMES).slice(1)}`;
    expect(jsonShapeProblem(inner)).toMatch(/names in one object/);
  });

  it('counts all values', () => {
    expect(jsonShapeProblem(list(MAX_VALUES - 1))).toBeUndefined();
    expect(jsonShapeProblem(list(MAX_VALUES + 1))).toMatch(/more than 50000 values/);
    expect(jsonShapeProblem(`[${'{},'.repeat(MAX_VALUES)}1]`)).toMatch(/values/);
  });

  it.each(['"[[[["', '"\\"[[[["', '"\\\\"', '"a', '"a\\', '"::::"', '",,,,"'])(
    'does not count inside strings: %s',
    (text) => {
      expect(jsonShapeProblem(text.replace(/(.)\1{3}/, (_, c: string) => c.repeat(60_000)))).toBeUndefined();
    },
  );

  it('never refuses a small value, whatever its texts hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => jsonShapeProblem(JSON.stringify(value)) === undefined),
    );
  });

  it('sees depth behind any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => jsonShapeProblem(`[${JSON.stringify(text)},${nested(64)}]`) !== undefined),
    );
  });
});
