import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contentDisposition } from './content-disposition.js';

const STRICT =
  /^(inline|attachment); filename="([\x20\x21\x23-\x5b\x5d-\x7e]*)"; filename\*=UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})*)$/;

/** RFC 6266 and 8187 to the letter, without quoted pairs: what this does not accept may break out somewhere. */
function parse(header: string) {
  const [whole, kind, fallback, extended] = STRICT.exec(header) ?? [];
  return whole === undefined ? null : { kind, fallback: fallback!, name: decodeURIComponent(extended!) };
}

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const hostile = fc.string({
  unit: fc.constantFrom('"', '\\', '\r', '\n', ';', '%', "'", '*', '=', ' ', '\0', 'a', '\ud800', '\u202e', 'é', '💥'),
});

describe('contentDisposition', () => {
  it.each(['inline', 'attachment'] as const)('carries any name there and back as %s', (kind) => {
    fc.assert(
      fc.property(fc.oneof(anyText, hostile), (name) => {
        expect(parse(contentDisposition(kind, name))).toMatchObject({ kind, name: name.toWellFormed() });
      }),
    );
  });

  it('is one line of printable ASCII with two pairs of quotes at most', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, hostile), (name) => {
        const header = contentDisposition('attachment', name);
        expect(header).toMatch(/^[\x20-\x7e]*$/);
        expect(header.split('"')).toHaveLength(3);
      }),
    );
  });

  it('shows plain names to old clients as they are', () => {
    expect(parse(contentDisposition('inline', 'report 1.pdf'))?.fallback).toBe('report 1.pdf');
  });
});
