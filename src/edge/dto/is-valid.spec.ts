import { describe, expect, it } from '@jest/globals';
import { IsEmail, IsString, MaxLength, validateSync } from 'class-validator';
import fc from 'fast-check';
import { isValid } from './is-valid.js';
import { Prop } from './prop.js';

class Part {
  @Prop.integer({ min: 1, max: 9, description: '' }) partNumber: unknown;
  @Prop.text({ min: 1, max: 3, description: '' }) etag: unknown;
}

class Base {
  @Prop.text({ min: 1, max: 3, pattern: /^[a-z]+$/, patternMessage: 'must be letters', description: '' }) word: unknown;
}

class Everything extends Base {
  @Prop.id({ description: '', optional: true }) id: unknown;
  @Prop.choice({ values: ['a', 'b'], optional: true, description: '' }) choice: unknown;
  @Prop.choice({ values: ['a', 'b'], each: true, minItems: 1, maxItems: 2, optional: true, description: '' })
  choices: unknown;
  @Prop.byteSize({ min: 0, optional: true, description: '' }) size: unknown;
  @Prop.fraction({ optional: true, description: '' }) share: unknown;
  @Prop.flag({ optional: true, description: '' }) flag: unknown;
  @Prop.dateTime({ optional: true, description: '' }) at: unknown;
  @Prop.json({ optional: true, description: '' }) json: unknown;
  @Prop.object(() => Part, { optional: true, description: '' }) part: unknown;
  @Prop.object(() => Part, { each: true, maxItems: 2, optional: true, description: '' }) parts: unknown;
  @IsString() @MaxLength(3) short: unknown;
  @IsEmail() email: unknown;
}

const anything = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    'a',
    'b',
    'abc',
    'abcd',
    'A',
    0,
    1,
    9,
    10,
    -1,
    1.5,
    NaN,
    true,
    false,
    'x@example.com',
  ),
  fc.constantFrom(new Date(0), new Date(NaN), {}, [], ['a'], ['a', 'c'], ['a', 'b', 'a'], [null], { partNumber: 1 }),
);
const part = fc
  .record({ partNumber: fc.oneof(fc.constant(1), anything), etag: fc.oneof(fc.constant('e'), anything) })
  .map((fields) => Object.assign(new Part(), fields));
const mostlyRight = {
  ...{ word: 'abc', id: 'id', choice: 'a', choices: ['a'], size: 1, share: 0.5, flag: true, at: new Date(0), json: {} },
  ...{ part: Object.assign(new Part(), { partNumber: 1, etag: 'e' }), parts: [], short: 'abc', email: 'x@example.com' },
};

describe('isValid', () => {
  it('agrees with class-validator', () => {
    const faulty = fc.oneof(
      anything,
      part,
      fc.array(fc.oneof({ weight: 9, arbitrary: part }, anything), { maxLength: 3 }),
    );
    const changes = fc.dictionary(fc.constantFrom(...Object.keys(mostlyRight)), faulty, { maxKeys: 3 });
    const seen = { right: 0, wrong: 0 };
    fc.assert(
      fc.property(changes, (changed) => {
        const input = Object.assign(new Everything(), mostlyRight, changed);
        const isRight = validateSync(input, { forbidUnknownValues: false }).length === 0;
        seen[isRight ? 'right' : 'wrong']++;
        expect(isValid(input)).toBe(isRight);
      }),
      { numRuns: 3_000, seed: 19 },
    );
    expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(100);
  });

  it('applies inherited rules, and those of each class', () => {
    const base = Object.assign(new Base(), { word: 'abc' });
    expect(isValid(base)).toBe(true);
    expect(isValid(Object.assign(new Everything(), mostlyRight, { word: 'ABC' }))).toBe(false);
    expect(isValid(Object.assign(new Base(), { word: 'ABC' }))).toBe(false);
  });
});
