import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DocumentFormat, TextSegment } from '../../../src/platform/text-extraction/text-extractor.js';
import { LentExtractor } from '../../support/caged-extractor.js';
import {
  footnotes,
  pageTexts,
  shareInOrder,
  sheetTexts,
  slideTexts,
  source,
  sourceDocument,
} from '../../support/source-documents.js';

const text = pageTexts.join('\n');
const notes = footnotes.join('\n');
const firstSheet = sheetTexts[0]!;
const sheets = sheetTexts.join('\n');
const slides = slideTexts.join('\n');
const speakerNotes = source.slides.map((slide) => slide.notes).join('\n');

/** What each program saved as, and the texts whose words must be there, each text in its order. */
const documents: [name: string, format: DocumentFormat, wanted: string[]][] = [
  ['libreoffice.pdf', 'pdf', [text, notes]],
  ['libreoffice-tagged.pdf', 'pdf', [text, notes]],
  ['libreoffice-slides.pdf', 'pdf', [slides]],
  ['qpdf-object-streams.pdf', 'pdf', [text, notes]],
  ['qpdf-owner-password.pdf', 'pdf', [text, notes]],
  ['qpdf-rotated.pdf', 'pdf', [text, notes]],
  ['libreoffice.docx', 'docx', [text, notes, source.header]],
  ['pandoc.docx', 'docx', [text]],
  ['libreoffice.doc', 'doc', [text, notes, source.header]],
  ['libreoffice.rtf', 'doc', [text, notes, source.header]],
  ['libreoffice.html', 'doc', [text]],
  ['libreoffice.txt', 'txt', [text]],
  ['libreoffice-utf16.txt', 'txt', [text]],
  ['source.md', 'md', [text]],
  ['libreoffice.csv', 'csv', [firstSheet]],
  ['libreoffice-utf16.csv', 'csv', [firstSheet]],
  ['libreoffice.xlsx', 'xlsx', [sheets]],
  ['libreoffice.pptx', 'pptx', [slides, speakerNotes]],
  ['pandoc.pptx', 'pptx', [text]],
];

describe('documents as programs save them, read in the cage', () => {
  let lent: LentExtractor;
  beforeAll(async () => {
    lent = await LentExtractor.open();
  });
  afterAll(() => lent.close());

  async function segments(name: string, format: DocumentFormat): Promise<TextSegment[]> {
    const found = await lent.read(sourceDocument(name), format);
    return found.flatMap((extracted) => (extracted.kind === 'segment' ? [extracted.segment] : []));
  }

  it.each(documents)('%s has the words of its source, in order', async (name, format, wanted) => {
    const found = (await segments(name, format)).map((segment) => segment.text).join('\n');
    for (const words of wanted) expect(shareInOrder(words, found)).toBeGreaterThanOrEqual(0.995);
  });

  it.each([
    ['libreoffice.pdf', 'pdf', pageTexts],
    ['libreoffice.pptx', 'pptx', slideTexts],
    ['libreoffice.xlsx', 'xlsx', sheetTexts],
  ] as const)('%s has each word on its page', async (name, format, pages) => {
    const found = await segments(name, format);
    pages.forEach((wanted, i) => {
      const page = found.filter((segment) => segment.page === i + 1);
      expect(shareInOrder(wanted, page.map((segment) => segment.text).join('\n'))).toBe(1);
    });
    expect(new Set(found.map(({ page }) => page)).size).toBe(pages.length);
  });

  it('a workbook has its sheets by name and its rows by number', async () => {
    const found = await segments('libreoffice.xlsx', 'xlsx');
    const wanted = source.sheets.flatMap(({ name, rows }) => rows.map((row, i) => [name, i + 1, row.join('\t')]));
    expect(found.map(({ sheet, row, text: words }) => [sheet, row, words])).toEqual(wanted);
  });
});
