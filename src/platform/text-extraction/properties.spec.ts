import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wordFile } from '../../../test/support/ooxml-package.js';
import { segmentsOf } from '../../../test/support/segments-of.js';
import { cleanText } from './clean-text.js';
import { pieces } from './text-cut.js';
import { excelDate } from './xlsx/excel-date.js';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });
const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 });

describe('clean text', () => {
  it('is taken by PostgreSQL, has one kind of line break, and is clean already', () => {
    fc.assert(
      fc.property(anyUnits, (units) => {
        const text = cleanText(String.fromCharCode(...units));
        // eslint-disable-next-line no-control-regex -- They must be gone.
        expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\u2028\u2029]/);
        expect(text.isWellFormed()).toBe(true);
        expect(cleanText(text)).toBe(text);
      }),
    );
  });
});

describe('pieces of a text', () => {
  it('hold all its words in order, and none is long', () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 3_000 }), fc.constantFrom(' ', '\n'), (some, times, space) => {
        const text = Array.from({ length: times }, () => some.join(space)).join(space);
        const found = [...pieces(text)];
        expect(Math.max(...found.map((piece) => piece.length))).toBeLessThanOrEqual(64 * 1024);
        expect(found.join(' ').split(/\s+/)).toEqual(text.split(/\s+/));
      }),
      { numRuns: 30 },
    );
  });
});

describe('extraction', () => {
  const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  it('gives back any text of a Word document', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 8 }), async (texts) => {
        const body = texts.map((text) => `<w:p><w:r><w:t>${escaped(text)}</w:t></w:r></w:p>`).join('');
        const found = await segmentsOf(wordFile(body), 'docx');
        const whole = cleanText(texts.join('\n'));
        expect(found.map(({ text }) => text).join('\n')).toBe(whole.trim() ? whole : '');
      }),
    );
  });

  it('gives back any fields of a CSV file', async () => {
    const field = anyText.map((text) => cleanText(text).replaceAll('\t', ' '));
    const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const csv = given.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')).join('\n');
        const found = await segmentsOf(Buffer.from(`"a","b"\n${csv}`), 'csv');
        const wanted = given.map((row, i) => ({ row: i + 2, text: cleanText(row.join('\t')) }));
        expect(found.slice(1).map(({ row, text }) => ({ row, text }))).toEqual(
          wanted.filter(({ text }) => text.trim()),
        );
      }),
    );
  });

  it('never ends otherwise than with text or a code, whatever the bytes', async () => {
    const formats = fc.constantFrom('txt', 'csv', 'md', 'docx', 'xlsx', 'pptx');
    const starts = fc.constantFrom('', 'PK\x03\x04', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', '\xff\xfe', '\x1b$B');
    await fc.assert(
      fc.asyncProperty(formats, starts, fc.uint8Array({ maxLength: 600 }), async (format, start, rest) => {
        const bytes = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
        const ended = await segmentsOf(bytes, format).catch((error: Error) => error);
        if (ended instanceof Error) expect(ended.name).toBe('ExtractionError');
      }),
    );
  });
});

describe('dates of Excel', () => {
  it('are the days since the last one of 1899, as ISO writes them', () => {
    expect([1, 59, 61, 46352, 0.5, 46352.25].map((serial) => excelDate(serial, false))).toEqual([
      ...['1900-01-01', '1900-02-28', '1900-03-01', '2026-11-26', '12:00:00', '2026-11-26 06:00:00'],
    ]);
    expect([Number.NaN, -1, 1e12].map((serial) => excelDate(serial, false))).toEqual([undefined, undefined, undefined]);
  });
});
