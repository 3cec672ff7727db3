import { describe, expect, it } from '@jest/globals';
import { regexNeeds } from './regex-needs.js';

/** Whether a text may match, by what is needed alone. */
const mayMatch = (expression: string, text: string) =>
  regexNeeds(expression).every((need) => new RegExp(need, 'm').test(text.toLowerCase()));

describe('what a regular expression needs', () => {
  it.each([
    ['^[[:space:]]*#(import|include)[[:space:]]+"[[:alnum:]]+.typ"', '\n \n  #include "a.typ"'],
    ['^(:|;)', 'a\n;b'],
    ['\\((async )?function[( ]', '(function(a)'],
    ['\\((async )?function[( ]', '(async function (a)'],
    ['^[!-?A-~]{1,255}(\t[^\t]+){11}', 'A\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11'],
    ['^[!-?A-~]{1,255}(\t[^\t]+){11}', '[\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11'],
    ['^%?[ \t]*SiSU[ \t]+insert', '% SiSU  insert'],
    ['^[ \t]*0\r?', '  0\r\n'],
    ['typeof.*[!=]==', 'typeof a === b'],
    ['^MAX=[0-9]+,[0-9]+$', 'MAX=12,34'],
    ['a[]b]c', 'a]c'],
    ['x{2,3}y', 'xxy'],
  ])('%j is in what it matches: %j', (expression, text) => {
    expect(regexNeeds(expression)).not.toEqual([]);
    expect(mayMatch(expression, text)).toBe(true);
  });

  it.each([
    ['^(:|;)', 'a: b; c'],
    ['^(const|var|let).*=.*require\\(', 'let us see what they require'],
    ['^[!-?A-~]{1,255}(\t[^\t]+){11}', 'a line without tabs'],
    ['^[ \t]*0\r?', 'a 0'],
  ])('%j cannot match %j', (expression, text) => {
    expect(mayMatch(expression, text)).toBe(false);
  });

  it.each(['a|b', '\\bword', '[[:graph:]]+', 'a(b', '.*', '^x*'])('%j is left to libmagic', (expression) => {
    expect(regexNeeds(expression)).toEqual([]);
  });

  it('is found in linear time: nothing in it is repeated but a span within a line', () => {
    for (const need of regexNeeds('^a+(b*c+)+[[:space:]]*d{3,}.*e'))
      expect(need.replace(/^\^\[[^\]]*\]\*/, '')).not.toMatch(/[*+{]/);
  });
});
