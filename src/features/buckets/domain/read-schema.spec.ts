import { describe, expect, it } from '@jest/globals';
import { readSchema } from './read-schema.js';

const sku = { type: 'STRING', required: true };
const fieldsAtFault = (given: Record<string, unknown>) => {
  const read = readSchema(given);
  return 'problems' in read ? read.problems.map(({ field }) => field.replace('bucket_schema.', '')) : [];
};

describe('a schema', () => {
  it('is kept as it was given', () => {
    const schema = {
      properties: { sku, photo: { type: 'IMAGE', description: 'Front' } },
      unique_key: { fields: ['sku'], policy: 'error' },
    };
    expect(readSchema(schema)).toEqual({ schema });
  });

  it('skips files with an existing unique key by default', () => {
    expect(readSchema({ properties: { sku }, unique_key: { fields: ['sku'] } })).toMatchObject({
      schema: { unique_key: { policy: 'skip' } },
    });
  });

  it('names everything that is wrong with it at once', () => {
    const properties = {
      'a b': sku,
      one: { type: 'string' },
      two: { type: 'NUMBER', required: 'yes', description: 5, more: 1 },
      three: [],
    };
    expect(fieldsAtFault({ properties, extra: 1, unique_key: { fields: ['none'], policy: 'x' } })).toEqual([
      'extra',
      'properties.a b',
      'properties.one.type',
      'properties.two.more',
      'properties.two.required',
      'properties.two.description',
      'properties.three',
      'unique_key.policy',
      'unique_key.fields.0',
    ]);
  });

  it('has properties that every JavaScript object would inherit only when it names them', () => {
    const unique_key = { fields: ['constructor'] };
    expect(fieldsAtFault({ properties: { sku }, unique_key })).toEqual(['unique_key.fields.0']);
    expect(fieldsAtFault({ properties: { constructor: sku }, unique_key })).toEqual([]);
    expect(fieldsAtFault(JSON.parse('{"properties":{"__proto__":{"type":"STRING"}}}'))).toEqual([
      'properties.__proto__',
    ]);
  });

  it.each([{}, { properties: [] }, { properties: null }])('needs properties: %j', (given) => {
    expect(fieldsAtFault(given)).toEqual(['properties']);
  });

  it.each([[[]], [['sku', 'sku']], ['sku'], [['photo']], [[1]]])('refuses a key over %j', (fields) => {
    expect(fieldsAtFault({ properties: { sku, photo: { type: 'IMAGE' } }, unique_key: { fields } })).toHaveLength(1);
  });
});
