import type { DocumentFormat } from '../../src/platform/text-extraction/text-extractor.js';
import { sheetsFile, slidesFile, wordFile } from '../../test/support/ooxml-package.js';
import { pdfOfLines } from '../../test/support/pdf-writer.js';
import { word97File } from '../../test/support/word97-file.js';

/** A page holds this many lines of this many words: 4,350 characters. */
const LINES = 40;
const WORDS = 12;
const syllables = [
  'ba',
  'de',
  'fil',
  'gor',
  'hu',
  'jen',
  'ka',
  'lim',
  'no',
  'pra',
  'qui',
  'rus',
  'sta',
  'tor',
  'vel',
  'zan',
];

/** The same words each time: three syllables by a number that runs on. */
function word(seed: number): string {
  const mixed = Math.imul(seed, 2654435761) >>> 0;
  return [28, 20, 12].map((shift) => syllables[(mixed >>> shift) & 15]).join('');
}

function linesOf(page: number): string[] {
  return Array.from({ length: LINES }, (_, line) =>
    Array.from({ length: WORDS }, (_, i) => word((page * LINES + line) * WORDS + i)).join(' '),
  );
}

const pagesOf = (count: number) => Array.from({ length: count }, (_, page) => linesOf(page));
const paragraph = (line: string) => `<w:p><w:r><w:t>${line}</w:t></w:r></w:p>`;
const rtf = (pages: string[][]) => `{\\rtf1\\ansi ${pages.flat().join('\\par\n')}}`;
const shape = (lines: string[]) => lines.map((line) => `<a:p><a:r><a:t>${line}</a:t></a:r></a:p>`).join('');
const cells = (line: string) => line.split(' ');
const cell = (text: string) => `<x:c t="inlineStr"><x:is><x:t>${text}</x:t></x:is></x:c>`;
const row = (line: string) => `<x:row>${cells(line).map(cell).join('')}</x:row>`;

/** How a document of so many pages is made, by what the table calls it. A page of a sheet is 40 rows of 12 cells. */
export const makers: Record<string, { format: DocumentFormat; make: (pages: number) => Buffer }> = {
  pdf: { format: 'pdf', make: (count) => pdfOfLines(pagesOf(count)) },
  docx: { format: 'docx', make: (count) => wordFile(pagesOf(count).flat().map(paragraph).join('')) },
  doc: { format: 'doc', make: (count) => word97File(pagesOf(count).flat().join('\r')) },
  'doc (RTF)': { format: 'doc', make: (count) => Buffer.from(rtf(pagesOf(count))) },
  pptx: {
    format: 'pptx',
    make: (count) =>
      slidesFile(Object.fromEntries(pagesOf(count).map((lines, i) => [`slide${i + 1}.xml`, shape(lines)]))),
  },
  xlsx: { format: 'xlsx', make: (count) => sheetsFile({ Words: pagesOf(count).flat().map(row).join('') }) },
  csv: {
    format: 'csv',
    make: (count) =>
      Buffer.from(
        pagesOf(count)
          .flat()
          .map((line) => cells(line).join(','))
          .join('\n'),
      ),
  },
  txt: { format: 'txt', make: (count) => Buffer.from(pagesOf(count).flat().join('\n')) },
  md: {
    format: 'md',
    make: (count) =>
      Buffer.from(
        pagesOf(count)
          .map((lines) => `# ${lines.join('\n')}`)
          .join('\n\n'),
      ),
  },
};
