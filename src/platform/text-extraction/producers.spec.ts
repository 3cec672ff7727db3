import { describe, expect, it } from '@jest/globals';
import { segmentsOf } from '../../../test/support/segments-of.js';
import {
  footnotes,
  pageTexts,
  shareInOrder,
  sheetTexts,
  slideTexts,
  source,
  sourceDocument,
} from '../../../test/support/source-documents.js';
import type { DocumentFormat, TextSegment } from './text-extractor.js';

const SHARE = 0.995;
const body = pageTexts.join('\n');
const joined = (segments: TextSegment[]) => segments.map(({ text }) => text).join('\n');
const read = (name: string) => segmentsOf(sourceDocument(name), name.split('.').at(-1) as DocumentFormat);

describe('a document that a program of users saved', () => {
  it.each([
    ['libreoffice.docx', [source.header, body, ...footnotes].join('\n')],
    ['pandoc.docx', body],
    ['pandoc.pptx', body],
    ['libreoffice.txt', body],
    ['libreoffice-utf16.txt', body],
    ['source.md', body],
    ['libreoffice.xlsx', sheetTexts.join('\n')],
    ['libreoffice.csv', sheetTexts[0]!],
    ['libreoffice-utf16.csv', sheetTexts[0]!],
    ['libreoffice.pptx', source.slides.map(({ notes }, i) => `${slideTexts[i]}\n${notes}`).join('\n')],
  ])('gives back its words in order: %s', async (name, wanted) => {
    expect(shareInOrder(wanted, joined(await read(name)))).toBeGreaterThanOrEqual(SHARE);
  });

  it('names the slide of each text', async () => {
    const segments = await read('libreoffice.pptx');
    expect(segments.map(({ page }) => page)).toEqual(source.slides.map((_, i) => i + 1));
  });

  it('names the sheet and the row of each text', async () => {
    const segments = await read('libreoffice.xlsx');
    const wanted = source.sheets.flatMap(({ name, rows }, i) =>
      rows.map((row, j) => ({ text: row.join('\t'), page: i + 1, sheet: name, row: j + 1 })),
    );
    expect(segments).toEqual(wanted);
  });
});
