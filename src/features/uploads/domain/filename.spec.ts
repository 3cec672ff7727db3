import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filenameProblem, propertyFromFilename } from './filename.js';

describe('file names', () => {
  it.each([
    'report.pdf',
    'räksmörgås.txt',
    '履歴書.docx',
    '👩‍👩‍👧.png',
    '.htaccess',
    '...',
    'a b',
    "it's",
    '\u200fתמונה\u200e.png',
    'تقرير\u061c (1).pdf',
    'می\u200cخواهم.txt',
    'x'.repeat(255),
  ])('may be %p', (name) => {
    expect(filenameProblem(name)).toBeUndefined();
  });

  it.each([
    ['a/b', /path parts/],
    ['..\\b', /path parts/],
    ['a\0b', /control/],
    ['a\r\nb', /control/],
    ['a\x7f', /control/],
    ['a\x85', /control/],
    ['exe.\u202egpj', /text-direction/],
    ...[...'\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'].map((mark): [string, RegExp] => [
      `a${mark}b`,
      /text-direction/,
    ]),
    ['.', /not a path/],
    ['..', /not a path/],
    ['', /blank/],
    [' \u3000', /blank/],
    ['a\ud800', /well-formed/],
  ])('may not be %p', (name, why) => {
    expect(filenameProblem(name)).toMatch(why);
  });
});

describe('propertyFromFilename', () => {
  it.each([
    ['report.pdf', 'report'],
    ['Annual Report (2).pdf', 'Annual_Report_2_'],
    ['archive.tar.gz', 'archive_tar'],
    ['.htaccess', '_htaccess'],
    ['ünï.txt', 'u_ni_'],
    ['履歴書.docx', '_'],
  ])('makes %p the property %p', (name, property) => {
    expect(propertyFromFilename(name)).toBe(property);
  });

  it('is always a property name, never empty', () => {
    const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
    fc.assert(fc.property(names, (name) => expect(propertyFromFilename(name)).toMatch(/^[A-Za-z0-9_]{1,100}$/)));
  });
});
