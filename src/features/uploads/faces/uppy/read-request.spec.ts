import { describe, expect, it } from '@jest/globals';
import { integerIn, metadataIn, metadataOfQuery, objectOf, partNumberOf, partsIn, textIn } from './read-request.js';

describe('a request of a tolerant protocol', () => {
  it('is read where it is right', () => {
    expect(textIn({ a: 'x', b: 1 }, 'a')).toBe('x');
    expect(textIn({ a: '' }, 'a')).toBeUndefined();
    expect([integerIn({ n: '7' }, 'n', 1), integerIn({ n: 7 }, 'n', 1), integerIn({}, 'n', 1)]).toEqual([
      7,
      7,
      undefined,
    ]);
    expect(metadataIn({ metadata: '{"a":1}' })).toEqual({ a: 1 });
    expect(metadataOfQuery({ 'metadata[name]': 'x', 'metadata[a][b]': 'y', type: 'z' })).toEqual({
      name: 'x',
      'a][b': 'y',
    });
    expect(partsIn({ parts: [{ PartNumber: '2', ETag: '"e"', Size: 1 }] })).toEqual([{ partNumber: 2, etag: '"e"' }]);
  });

  it.each<[string, () => unknown, string]>([
    ['a list for an object', () => objectOf([]), 'body'],
    ['a number for text', () => textIn({ a: 1 }, 'a'), 'a'],
    ['a NUL', () => textIn({ a: 'a\0' }, 'a'), 'a'],
    ['a fraction', () => integerIn({ n: 1.5 }, 'n', 1), 'n'],
    ['words for a number', () => integerIn({ n: '1e3' }, 'n', 1), 'n'],
    ['too small a number', () => integerIn({ n: '0' }, 'n', 1), 'n'],
    ['no number of a part', () => partNumberOf(''), 'partNumber'],
    ['metadata that is a list', () => metadataIn({ metadata: [] }), 'metadata'],
    ['metadata that is no JSON', () => metadataIn({ metadata: '{' }), 'metadata'],
    ['metadata with a NUL', () => metadataIn({ metadata: { a: '\0' } }), 'metadata'],
    ['parts that are no list', () => partsIn({ parts: {} }), 'parts'],
    ['a part without ETag', () => partsIn({ parts: [{ PartNumber: 1 }] }), 'parts.0'],
  ])('is refused for %s, by the name of the field', (_, read, field) => {
    expect(read).toThrow(new RegExp(`^${field.replace('.', '\\.')}: `));
  });
});
