import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cut, listed } from './bounds.js';
import { Errors } from './errors.js';

describe('texts of errors', () => {
  it('does not change a short text', () => {
    for (const text of ['', 'must be text', 'é'.repeat(100)]) expect(cut(text)).toBe(text);
  });

  it('is short as JSON, for any input', () => {
    const texts = ['x', '\0', '"', 'é', '🦆', '\ud800', '\u2028'].map((unit) => unit.repeat(100_000));
    for (const text of texts) expect(Buffer.byteLength(JSON.stringify(cut(text)))).toBeLessThanOrEqual(310);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.nat(500), (text, max) => cut(text, max).isWellFormed()));
  });

  it('lists at most fifty errors, in less than 64 KiB', () => {
    const errors = Array.from({ length: 10_000 }, () => ({
      field: '\0'.repeat(9_999),
      message: '\u0001'.repeat(9_999),
    }));
    expect(listed(errors)).toHaveLength(50);
    const { message, details } = Errors.validation(errors);
    expect(details.errors).toHaveLength(50);
    expect(Buffer.byteLength(JSON.stringify({ message, details }))).toBeLessThan(32 * 1024);
  });
});
