import { describe, expect, it } from '@jest/globals';
import type { BucketSchema, MetadataType } from './bucket-schema.js';
import { valueProblem } from './metadata-value.js';
import { metadataProblems } from './schema-check.js';
import { planObject } from './upload-plan.js';

const schema: BucketSchema = {
  properties: {
    sku: { type: 'STRING', required: true },
    price: { type: 'NUMBER' },
    photo: { type: 'IMAGE' },
    manual: { type: 'DOCUMENT' },
    rest: { type: 'OTHER' },
  },
};

const good: [MetadataType, unknown][] = [
  ['STRING', ''],
  ['NUMBER', 1.5],
  ['INTEGER', -3],
  ['BOOLEAN', false],
  ['DATE', '2024-02-29'],
  ['DATETIME', '2026-01-31T12:00:00.123456+02:00'],
  ['ARRAY', []],
  ['OBJECT', {}],
];
const bad: [MetadataType, unknown][] = [
  ['STRING', 5],
  ['NUMBER', '1'],
  ['INTEGER', 1.5],
  ['INTEGER', 2 ** 53],
  ['BOOLEAN', 'true'],
  ['DATE', '2026-02-30'],
  ['DATE', '2026-1-1'],
  ['DATETIME', '2026-02-30T00:00:00Z'],
  ['DATETIME', '2026-01-31T25:00:00Z'],
  ['DATETIME', '2026-01-31'],
  ['ARRAY', {}],
  ['OBJECT', []],
];

describe('metadata', () => {
  it.each(good)('%s takes %j', (type, value) => expect(valueProblem(type, value)).toBeUndefined());
  it.each(bad)('%s refuses %j', (type, value) => expect(valueProblem(type, value)).toBeDefined());

  it('is held against every property at once', () => {
    const problems = metadataProblems(schema, { price: 'x', photo: 'y', constructor: 1, sku: null }, 'object_metadata');
    expect(problems.map(({ field }) => field)).toEqual([
      'object_metadata.price',
      'object_metadata.photo',
      'object_metadata.constructor',
      'object_metadata.sku',
    ]);
  });

  it('may leave out what is not required, by null too', () => {
    expect(metadataProblems(schema, { sku: 'a', price: null }, 'm')).toEqual([]);
  });
});

const asked = {
  contentType: 'image/png',
  makesObject: true,
  metadata: { sku: 'a' },
  property: 'photo',
  isPropertyNamed: true,
};
const fieldsAtFault = (more: object, of = schema) => {
  try {
    planObject(of, { ...asked, ...more });
    return [];
  } catch (error) {
    return (error as { details: { errors: { field: string }[] } }).details.errors.map(({ field }) => field);
  }
};

describe('an upload', () => {
  it('has the type of its property', () => {
    expect(planObject(schema, asked).blobType).toBe('IMAGE');
    expect(planObject(schema, { ...asked, property: 'manual', contentType: 'application/pdf' }).blobType).toBe(
      'DOCUMENT',
    );
    expect(planObject(null, { ...asked, property: 'any' }).blobType).toBe('IMAGE');
  });

  it.each([
    ['a property that the schema does not know', { property: 'other' }, ['blob_property']],
    ['a property that is metadata', { property: 'sku' }, ['blob_property']],
    ['another type than its property', { blobType: 'PDF' }, ['blob_type']],
    ['a MIME type that does not fit', { contentType: 'application/pdf' }, ['content_type']],
    ['metadata and file both wrong', { metadata: null, property: 'x' }, ['object_metadata.sku', 'blob_property']],
  ])('is refused for %s', (_, more, fields) => expect(fieldsAtFault(more)).toEqual(fields));

  it.each([
    ['any file in OTHER', { property: 'rest', contentType: 'application/zip' }],
    ['text as a document', { property: 'manual', contentType: 'text/plain; charset=utf-8' }],
  ])('may bring %s', (_, more) => expect(fieldsAtFault(more)).toEqual([]));

  it('without an object need not fit, but given metadata must', () => {
    const plain = { makesObject: false, metadata: null, isPropertyNamed: false };
    expect(fieldsAtFault({ ...plain, property: 'other' })).toEqual([]);
    expect(fieldsAtFault({ ...plain, metadata: { sku: 5 } })).toEqual(['object_metadata.sku']);
    expect(fieldsAtFault({ ...plain, isPropertyNamed: true, contentType: 'text/plain' })).toEqual(['content_type']);
  });

  it('cannot alone be an object that needs two files', () => {
    const two: BucketSchema = { properties: { photo: { type: 'IMAGE' }, back: { type: 'IMAGE', required: true } } };
    expect(fieldsAtFault({ metadata: {} }, two)).toEqual(['create_object_on_confirm']);
    expect(fieldsAtFault({ metadata: {}, makesObject: false }, two)).toEqual([]);
  });
});
