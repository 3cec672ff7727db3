import { describe, expect, it } from '@jest/globals';
import { flag, hops, integer, list, oneOf, shaped, text, url } from './setting.js';

const about = 'A setting.';

describe('the kinds of settings', () => {
  it('keeps text as it is', () => {
    expect(text({ about, fallback: undefined }).parse(' a b ')).toBe(' a b ');
  });

  it('splits lists at commas and drops what is empty', () => {
    expect(list({ about, fallback: [] }).parse(' https://a.example , ,https://b.example,')).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
  });

  it('holds every item of a list to its shape', () => {
    const setting = list({ about, fallback: [], pattern: /^a+$/, shape: 'words of a' });
    expect(setting.parse('a, aa')).toEqual(['a', 'aa']);
    expect(() => setting.parse('a,b')).toThrow('must be a list of words of a');
  });

  it('takes text of a given shape, and says which', () => {
    const setting = shaped({ about, fallback: undefined, pattern: /^a+$/, shape: 'one or more a' });
    expect(setting.parse('aa')).toBe('aa');
    expect(() => setting.parse('b')).toThrow('must be one or more a');
  });

  it.each(['', '-1', '1.5', '1e3', '0x10', ' 5', '5 ', '4', '11', 'NaN'])(
    'takes no %p for a number of 5 to 10',
    (value) => {
      expect(() => integer({ about, fallback: 5, min: 5, max: 10 }).parse(value)).toThrow(
        'must be a whole number from 5 to 10',
      );
    },
  );

  it('takes both ends of a range', () => {
    const setting = integer({ about, fallback: 5, min: 5, max: 10 });
    expect([setting.parse('5'), setting.parse('10')]).toEqual([5, 10]);
  });

  it('never loses digits of a large number', () => {
    const setting = integer({ about, fallback: 0, min: 0 });
    expect(setting.parse('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => setting.parse('9007199254740992')).toThrow('must be a whole number');
  });

  it('reads flags in the usual words, whatever their case', () => {
    const setting = flag({ about, fallback: false });
    expect(['true', '1', 'on', 'TRUE'].map(setting.parse)).toEqual([true, true, true, true]);
    expect(['false', '0', 'off', 'Off'].map(setting.parse)).toEqual([false, false, false, false]);
  });

  it.each(['yes', 'constructor', '__proto__', '2'])('takes no %p for a flag', (value) => {
    expect(() => flag({ about, fallback: false }).parse(value)).toThrow('must be true or false');
  });

  it('counts what is in front, by flag or number', () => {
    const setting = hops({ about, fallback: 0, max: 10 });
    expect(['true', 'on', '1', '2', '10'].map(setting.parse)).toEqual([1, 1, 1, 2, 10]);
    expect(['false', 'off', '0'].map(setting.parse)).toEqual([0, 0, 0]);
    for (const value of ['11', '-1', '1.5', 'yes', '10.0.0.1'])
      expect(() => setting.parse(value)).toThrow('must be true, false or a number up to 10');
  });

  it('names the choices', () => {
    const setting = oneOf(['a', 'b'], { about, fallback: 'a' });
    expect(setting.parse('b')).toBe('b');
    expect(() => setting.parse('B')).toThrow('must be one of a, b');
  });

  it('takes URLs of the given protocols, without a slash at the end', () => {
    const setting = url({ about, fallback: undefined, protocols: ['http:', 'https:'] });
    expect(setting.parse('https://files.example/base/')).toBe('https://files.example/base');
    for (const value of ['ftp://files.example', 'files.example', '/path', 'javascript:alert(1)'])
      expect(() => setting.parse(value)).toThrow('must be a URL starting with http:// or https://');
  });
});
