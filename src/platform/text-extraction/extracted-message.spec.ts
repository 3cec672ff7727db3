import { describe, expect, it } from '@jest/globals';
import { extractedOf } from './extracted-message.js';

const segment = (more: object) => [
  { kind: 'segment', segment: { text: 'a', page: 1, sheet: null, row: null, ...more } },
];

describe('a message of the process that reads a document', () => {
  it.each([[[]], [[{ kind: 'progress', share: 0.5 }]], [segment({})], [segment({ sheet: 'One', row: 2 ** 31 - 1 })]])(
    'is taken when it is regular: %j',
    (message) => {
      expect(extractedOf(message)).toEqual(message);
    },
  );

  it.each([
    ['text'],
    [null],
    [[null]],
    [[{ kind: 'other' }]],
    [[{ kind: 'progress', share: 2 }]],
    [[{ kind: 'segment' }]],
    [segment({ text: 'NUL \0' })],
    [segment({ text: 'half \ud800' })],
    [segment({ text: 7 })],
    [segment({ page: 0 })],
    [segment({ page: 1.5 })],
    [segment({ row: 2 ** 31 })],
    [segment({ sheet: 's'.repeat(1_001) })],
  ])('is refused when a database would refuse it: %j', (message) => {
    expect(extractedOf(message)).toBeUndefined();
  });
});
