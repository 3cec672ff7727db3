import { describe, expect, it } from '@jest/globals';
import { jsonTextOf, parseJson } from './parse-json.js';

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('JSON from outside', () => {
  it.each([
    ['{"a":[1,"x",null,true]}', { a: [1, 'x', null, true] }],
    ['{"constructor":"Ferrari","prototype":1}', { constructor: 'Ferrari', prototype: 1 }],
    ['{"__prismaRawParameters__":true,"$type":"Json"}', { __prismaRawParameters__: true, $type: 'Json' }],
  ])('is %s', (text, value) => expect(parseJson(text)).toEqual(value));

  it.each([
    ['', /valid JSON/],
    ['{', /valid JSON/],
    ['NaN', /valid JSON/],
    [nested(65), /64 levels/],
    ['['.repeat(100_000), /64 levels/],
    ['{"__proto__":1}', /__proto__/],
    ['{"a":[{"\\u005f_proto__":1}]}', /__proto__/],
    ['{"constructor":{"prototype":{}}}', /prototype/],
  ])('is not %.40s', (text, why) => expect(() => parseJson(text)).toThrow(why));
});

describe('the bytes of JSON', () => {
  it.each([
    [Buffer.from('{"a":"ä"}'), '{"a":"ä"}'],
    [Buffer.from('\ufeff{}'), '{}'],
    [Buffer.alloc(0), ''],
  ])('are UTF-8: %p', (bytes, text) => expect(jsonTextOf(bytes)).toBe(text));

  it.each([
    ['Latin-1', Buffer.from('{"a":"ä"}', 'latin1')],
    ['half a character', Buffer.from('7b2261223a22c3227d', 'hex')],
    ['half of a surrogate pair', Buffer.from('7b2261223a22eda080227d', 'hex')],
    ['an overlong slash', Buffer.from('22c0af22', 'hex')],
  ])('are not %s', (_name, bytes) => expect(() => jsonTextOf(bytes)).toThrow(/UTF-8/));
});
