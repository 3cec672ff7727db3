import { describe, expect, it } from '@jest/globals';
import type { BucketSchema, MetadataType } from './bucket-schema.js';
import { uniqueKeyHash } from './unique-key.js';

const schemaOf = (types: Record<string, MetadataType>, fields = Object.keys(types)): BucketSchema => ({
  properties: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }])),
  unique_key: { fields, policy: 'skip' },
});
const hash = (type: MetadataType, value: unknown) => uniqueKeyHash(schemaOf({ a: type }), { a: value });

describe('a unique key', () => {
  it.each<[MetadataType, unknown, unknown]>([
    ['DATETIME', '2026-01-31T12:00:00Z', '2026-01-31T14:00:00.000+02:00'],
    ['OBJECT', { x: 1, y: { a: 1, b: 2 } }, { y: { b: 2, a: 1 }, x: 1 }],
    ['NUMBER', 0, -0],
  ])('of %s is the same for %j and %j', (type, one, other) => {
    expect(hash(type, one)).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(type, one)).toBe(hash(type, other));
  });

  it.each<[MetadataType, unknown, unknown]>([
    ['STRING', 'a', 'A'],
    ['STRING', 'a', 'a '],
    ['ARRAY', [1, 2], [2, 1]],
    ['ARRAY', [{ a: 1 }], [[['a', 1]]]],
    ['DATETIME', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00.001Z'],
  ])('of %s distinguishes %j from %j', (type, one, other) => {
    expect(hash(type, one)).not.toBe(hash(type, other));
  });

  it('does not depend on the order of its fields, nor lets values move between them', () => {
    const types = { a: 'STRING', b: 'STRING' } as const;
    const metadata = { a: 'x', b: 'y' };
    expect(uniqueKeyHash(schemaOf(types), metadata)).toBe(uniqueKeyHash(schemaOf(types, ['b', 'a']), metadata));
    expect(uniqueKeyHash(schemaOf(types), metadata)).not.toBe(uniqueKeyHash(schemaOf(types), { a: 'y', b: 'x' }));
    expect(uniqueKeyHash(schemaOf(types, ['a']), metadata)).not.toBe(uniqueKeyHash(schemaOf(types), metadata));
  });

  it('is one for what an older schema let in, though it is no time', () => {
    expect(hash('DATETIME', 'nonsense')).toMatch(/^[0-9a-f]{64}$/);
    expect(hash('DATETIME', 5)).not.toBe(hash('DATETIME', 6));
  });

  it('is none where the schema has none, or a field has no value', () => {
    expect(uniqueKeyHash(null, { a: 1 })).toBeNull();
    expect(uniqueKeyHash({ properties: {} }, { a: 1 })).toBeNull();
    expect(hash('STRING', null)).toBeNull();
    const inherited = Object.fromEntries<MetadataType>([['constructor', 'STRING']]);
    expect(uniqueKeyHash(schemaOf(inherited), {})).toBeNull();
  });
});
