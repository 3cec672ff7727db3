import { describe, expect, it } from '@jest/globals';
import { parseSearchQuery } from './search-query.js';

/** Required alternatives as `a|b`, phrases in quotes, exclusions with a minus. */
function written(text: string): string {
  const { required, excluded } = parseSearchQuery(text);
  const term = ({ text, isPhrase }: { text: string; isPhrase: boolean }) => (isPhrase ? `"${text}"` : text);
  return [...required.map((any) => any.map(term).join('|')), ...excluded.map((one) => `-${term(one)}`)].join(' ');
}

describe('a search query', () => {
  it.each([
    ['plain words', 'annual report', 'annual report'],
    ['a phrase', '"annual report" 2024', '"annual report" 2024'],
    ['typographic quotes', '„jährlicher Bericht“ «rapport annuel»', '"jährlicher Bericht" "rapport annuel"'],
    ['a quote that does not end', 'draft "annual report', 'draft "annual report"'],
    ['a quote inside of a word', 'foo"bar baz"', 'foo "bar baz"'],
    ['a quote without words', 'a "" " " b', 'a b'],
    ['an exclusion', 'jaguar -car', 'jaguar -car'],
    ['an excluded phrase', 'jaguar -"fast car"', 'jaguar -"fast car"'],
    ['a hyphen inside of a word', 'e-mail', 'e-mail'],
    ['a minus alone', 'a - b', 'a b'],
    ['several signs', '--a +b', 'b -a'],
    ['alternatives', 'budget cats OR dogs', 'budget cats|dogs'],
    ['three alternatives', 'a OR b | "c d"', 'a|b|"c d"'],
    ['the word or', 'this or that', 'this or that'],
    ['AND', 'this AND that', 'this that'],
    ['OR at an end', 'OR a OR', 'a'],
    ['OR before an exclusion', 'a OR -b', 'a -b'],
    ['an exclusion before OR', '-a OR b', 'b -a'],
    ['OR in quotes', '"a OR b"', '"a OR b"'],
    ['only exclusions', '-a -b', '-a -b'],
    ['nothing', '  ', ''],
    ['signs of other query languages', "a:* & !b | (c <-> d) \\ ' %", "a:* & !b|(c <-> d) \\ ' %"],
  ])('has %s', (_, text, expected) => {
    expect(written(text)).toBe(expected);
  });

  it('reads any text in linear time', () => {
    const hostile = [
      '"'.repeat(500),
      '-'.repeat(500),
      'OR '.repeat(166),
      `${'-"'.repeat(249)}x`,
      '\u0000\u0001 \ud800 ￿',
    ];
    for (const text of hostile) expect(() => parseSearchQuery(text)).not.toThrow();
  });
});
