import { describe, expect, it } from '@jest/globals';
import type { DomainError } from '../../shared/errors/domain-error.js';
import { readInput, type Source } from './input-reader.js';
import { Prop } from './prop.js';

class PartInput {
  @Prop.integer({ min: 1, description: '' }) partNumber: number;
  @Prop.text({ min: 1, description: '' }) etag: string;
}

class BaseInput {
  @Prop.text({ min: 1, max: 5, description: '' }) fileName: string;
}

class SampleInput extends BaseInput {
  @Prop.byteSize({ min: 1, optional: true, description: '' }) sizeBytes?: number;
  @Prop.flag({ optional: true, description: '' }) isPublic?: boolean;
  @Prop.dateTime({ optional: true, description: '' }) expiresAt?: Date;
  @Prop.choice({ values: ['a', 'b'], each: true, optional: true, maxItems: 2, description: '' }) kinds?: string[];
  @Prop.object(() => PartInput, { each: true, optional: true, description: '' }) allParts?: PartInput[];
  @Prop.object(() => PartInput, { optional: true, description: '' }) firstPart?: PartInput;
  @Prop.json({ optional: true, description: '' }) metaData?: object;
  @Prop.text({ min: 1, optional: true, nullable: true, description: '' }) note?: string | null;
}

class StrictInput {
  @Prop.object(() => PartInput, { description: '' }) part: PartInput;
  @Prop.dateTime({ description: '' }) at: Date;
  @Prop.fraction({ description: '' }) share: number;
}

const good = { file_name: 'a' };

/** The invalid fields. */
function faults(given: unknown, source: Source = 'body', type: new () => object = SampleInput): string[] {
  try {
    readInput(type, given, source);
    return [];
  } catch (error) {
    const { code, details } = error as DomainError;
    expect(code).toBe('VALIDATION_FAILED');
    return [...new Set(details.errors!.map(({ field }) => field))].sort();
  }
}

/** What is said about each of them. */
function messages(given: unknown): Record<string, string> {
  try {
    readInput(SampleInput, given, 'body');
    return {};
  } catch (error) {
    const { errors } = (error as DomainError).details;
    expect(new Set(errors!.map(({ field }) => field)).size).toBe(errors!.length);
    return Object.fromEntries(errors!.map(({ field, message }) => [field, message]));
  }
}

describe('readInput', () => {
  it('keeps null for nullable properties, and ignores it for optional ones', () => {
    const input = readInput(SampleInput, { ...good, note: null, size_bytes: null }, 'body');
    expect(input.note).toBeNull();
    expect(input.sizeBytes).toBeUndefined();
    expect(readInput(SampleInput, good, 'body').note).toBeUndefined();
    expect(faults({ ...good, note: '' })).toEqual(['note']);
  });

  it('reads REST fields in snake_case and GraphQL fields in camelCase', () => {
    const parts = [{ part_number: 1, etag: 'e' }];
    const body = { file_name: 'a', size_bytes: 3, expires_at: '2030-01-01T00:00:00Z', all_parts: parts };
    const input = readInput(SampleInput, body, 'body');
    expect(input).toBeInstanceOf(SampleInput);
    expect(input).toEqual({
      ...{ fileName: 'a', sizeBytes: 3, expiresAt: new Date('2030-01-01T00:00:00Z') },
      allParts: [{ partNumber: 1, etag: 'e' }],
    });
    expect(input.allParts?.[0]).toBeInstanceOf(PartInput);
    expect(readInput(SampleInput, { fileName: 'a', firstPart: { partNumber: 1, etag: 'e' } }, 'graphql')).toEqual({
      ...{ fileName: 'a', firstPart: { partNumber: 1, etag: 'e' } },
    });
    expect(faults({ fileName: 'a' }, 'body')).toEqual(['fileName', 'file_name']);
    expect(faults({ file_name: 'a' }, 'graphql')).toEqual(['fileName', 'file_name']);
  });

  it('converts text to numbers, flags and lists in a query only', () => {
    const query = { file_name: 'a', size_bytes: '3', is_public: 'false', kinds: 'a,b' };
    expect(readInput(SampleInput, query, 'query')).toEqual({
      ...{ fileName: 'a', sizeBytes: 3, isPublic: false, kinds: ['a', 'b'] },
    });
    expect(faults(query, 'body')).toEqual(['is_public', 'kinds', 'size_bytes']);
    expect(faults({ ...good, size_bytes: '3.5', is_public: 'yes', kinds: 'a,c' }, 'query')).toHaveLength(3);
    expect(faults({ file_name: ['a', 'b'] }, 'query')).toEqual(['file_name']);
  });

  it('accepts a time zone whose plus became a space in a query only', () => {
    const given = { file_name: 'a', expires_at: '2030-01-01T02:00:00 02:00' };
    expect(readInput(SampleInput, given, 'query').expiresAt).toEqual(new Date('2030-01-01T00:00:00Z'));
    expect(faults(given, 'body')).toEqual(['expires_at']);
  });

  it('accepts null for optional properties only', () => {
    expect(readInput(SampleInput, { ...good, size_bytes: null, all_parts: null }, 'body')).toEqual({ fileName: 'a' });
    expect(faults({ file_name: null })).toEqual(['file_name']);
  });

  it.each([[[]], ['text'], [7], [true]])('refuses %j as a body', (given) => expect(faults(given)).toEqual(['body']));

  it('treats a missing body as an empty one', () => expect(faults(undefined)).toEqual(['file_name']));

  it.each([
    ['what is missing', {}, ['file_name']],
    ['what is too long', { file_name: 'abcdef' }, ['file_name']],
    [
      'what has another type',
      { file_name: 1, size_bytes: '1', is_public: 1 },
      ['file_name', 'is_public', 'size_bytes'],
    ],
    ['a list where one is meant', { file_name: ['a'] }, ['file_name']],
    ['what is no list', { ...good, kinds: 'a' }, ['kinds']],
    ['a list that is too long', { ...good, kinds: ['a', 'b', 'a'] }, ['kinds']],
    ['what is not to choose', { ...good, kinds: ['c'] }, ['kinds']],
    ['a number that is no number of bytes', { ...good, size_bytes: 1.5 }, ['size_bytes']],
    ['more bytes than can be counted', { ...good, size_bytes: 2 ** 53 }, ['size_bytes']],
    ['an unknown field', { ...good, other: 1 }, ['other']],
    ['prototypes', { ...good, constructor: 1, toString: 1 }, ['constructor', 'toString']],
    ['an unknown field of a part', { ...good, all_parts: [{ part_number: 1, etag: 'e', x: 1 }] }, ['all_parts.0.x']],
    [
      'a fault in a list',
      { ...good, all_parts: [{ part_number: 1, etag: 'e' }, {}] },
      ['all_parts.1.etag', 'all_parts.1.part_number'],
    ],
    ['a fault in a part', { ...good, first_part: { part_number: 0, etag: 'e' } }, ['first_part.part_number']],
    ['a part that is no object', { ...good, first_part: 'x', all_parts: [null] }, ['all_parts.0', 'first_part']],
    ['a day that is no time', { ...good, expires_at: '2030-01-01' }, ['expires_at']],
    ['a time that never was', { ...good, expires_at: '2030-13-01T00:00:00Z' }, ['expires_at']],
    ['JSON that is no object', { ...good, meta_data: 'x' }, ['meta_data']],
    ['text that cannot be stored', { file_name: 'a\0' }, ['file_name']],
    ['half a character', { file_name: '\ud800' }, ['file_name']],
    ['a day that never was', { ...good, expires_at: '2030-02-30T00:00:00Z' }, ['expires_at']],
    [
      'JSON that is too deep',
      { ...good, meta_data: JSON.parse(`${'{"a":'.repeat(51)}1${'}'.repeat(51)}`) },
      ['meta_data'],
    ],
    ['JSON with a prototype', { ...good, meta_data: JSON.parse('{"a":{"__proto__":1}}') }, ['meta_data']],
    ['JSON that cannot be stored', { ...good, meta_data: { a: [{ 'k\0': 1 }] } }, ['meta_data']],
  ])('names the field of %s', (_name, given, expected) => expect(faults(given)).toEqual(expected));

  it('has one message for each field, and leaves out no field', () => {
    const given = {
      ...{ file_name: '', size_bytes: '12', is_public: 'yes', expires_at: 'soon', kinds: 'a', other: 1 },
      ...{ all_parts: [{ part_number: '1' }], first_part: 'x' },
    };
    expect(messages(given)).toEqual({
      file_name: 'must be longer than or equal to 1 characters',
      size_bytes: 'must be an integer number',
      is_public: 'must be a boolean value',
      expires_at: expect.stringContaining('must be '),
      kinds: 'must be an array',
      other: 'is not a field of this request',
      'all_parts.0.part_number': 'must be an integer number',
      'all_parts.0.etag': 'is required',
      first_part: 'must be an object',
    });
  });

  it('detects every kind of missing required value', () => {
    expect(faults({}, 'body', StrictInput)).toEqual(['at', 'part', 'share']);
    expect(faults({ at: null, part: null, share: null }, 'body', StrictInput)).toEqual(['at', 'part', 'share']);
  });
});
