import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

// One text that several programs saved in every format: test/fixtures/documents, made by scripts/fixture-documents.mjs.

interface Block {
  kind: 'heading' | 'paragraph' | 'item' | 'table';
  text?: string;
  rows?: string[][];
  footnote?: string;
}

export interface Source {
  header: string;
  pages: Block[][];
  sheets: { name: string; rows: string[][] }[];
  slides: { title: string; points: string[]; notes: string }[];
}

const folder = resolve('test/fixtures/documents');

export const sourceDocument = (name: string): Buffer => readFileSync(resolve(folder, name));

export const source = JSON.parse(sourceDocument('source.json').toString()) as Source;

/** The text of each page, without its footnotes. */
export const pageTexts = source.pages.map((page) =>
  page.map(({ text, rows }) => text ?? rows!.map((row) => row.join(' ')).join('\n')).join('\n'),
);
export const footnotes = source.pages.flat().flatMap(({ footnote }) => footnote ?? []);
export const sheetTexts = source.sheets.map(({ rows }) => rows.map((row) => row.join('\t')).join('\n'));
export const slideTexts = source.slides.map(({ title, points }) => [title, ...points].join('\n'));

/** Words; of scripts without spaces, and of signs, each character. */
export function words(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .match(
        /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Extended_Pictographic}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{Nd}])+/gu,
      ) ?? []
  );
}

/** How much of the words of `wanted` a text has, in their order: 0 to 1. */
export function shareInOrder(wanted: string, text: string): number {
  const [source, found] = [words(wanted), words(text)];
  let row = new Array<number>(found.length + 1).fill(0);
  for (const word of source) {
    const next = [0];
    for (let i = 1; i <= found.length; i++)
      next.push(found[i - 1] === word ? row[i - 1]! + 1 : Math.max(row[i]!, next[i - 1]!));
    row = next;
  }
  return row.at(-1)! / source.length;
}
