import { describe, expect, it } from '@jest/globals';
import { compositeLiteral } from './composite-literal.js';

describe('a composite value', () => {
  it('has its columns by their place, and NULL as nothing', () => {
    expect(compositeLiteral(['a', null, 5, true, false, ''])).toBe('("a",,"5","true","false","")');
  });

  it('escapes what would end a value', () => {
    expect(compositeLiteral(['a"),(b\\', 'x,y', ' z\n'])).toBe('("a\\"),(b\\\\","x,y"," z\n")');
  });

  it('has lists and JSON as values with quotes of their own', () => {
    expect(compositeLiteral([['a b', '"'], [], { k: 'v"' }])).toBe(
      String.raw`("{\"a b\",\"\\\"\"}","{}","{\"k\":\"v\\\"\"}")`,
    );
  });
});
