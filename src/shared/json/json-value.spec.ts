import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonValueProblem, MAX_JSON_DEPTH } from './json-value.js';

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { a: nested(levels - 1) };
}

/** As JSON.parse creates it: an own property, not a prototype. */
const parsed = (text: string): unknown => JSON.parse(text);

describe('jsonValueProblem', () => {
  it.each<[string, unknown]>([
    ['plain values', [1, -0.5, 1e308, 'x', '🦆', true, null]],
    ['as deep as is taken', nested(MAX_JSON_DEPTH)],
    ['with names that libraries know', { __prismaRawParameters__: true, $type: 'Json', then: 1, toJSON: 1 }],
    ['with harmless constructors', { constructor: 'Ferrari', prototype: {} }],
    ['without a prototype, as GraphQL makes it', Object.assign(Object.create(null) as object, { a: 1 })],
  ])('accepts %s', (_name, value) => expect(jsonValueProblem(value)).toBeUndefined());

  it.each<[string, unknown, RegExp]>([
    ['deeper', nested(MAX_JSON_DEPTH + 1), /50 levels/],
    ['with a prototype', parsed('{"a":[{"__proto__":{"admin":true}}]}'), /__proto__/],
    ['with the prototype of its constructor', parsed('{"constructor":{"prototype":1}}'), /prototype/],
    ['with a NUL', { a: ['x\0'] }, /NUL/],
    ['with a NUL in a name', { 'a\0': 1 }, /NUL/],
    ['with half a character', { a: 'x\ud800' }, /Unicode/],
    ['with half a character in a name', { '\udc00': 1 }, /Unicode/],
    ['with a number beyond all', [Infinity], /1.8e308/],
    ['with a function', { a: () => 1 }, /JSON/],
    ['with a big integer', { a: 1n }, /JSON/],
  ])('refuses %s', (_name, value, why) => expect(jsonValueProblem(value)).toMatch(why));

  it('accepts all ordinary names and values', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const safe = JSON.stringify(value).replaceAll('__proto__', 'p').replaceAll('\\u0000', '');
        expect(jsonValueProblem(parsed(safe))).toBeUndefined();
      }),
    );
  });
});
