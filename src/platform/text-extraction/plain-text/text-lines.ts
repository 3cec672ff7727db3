import type { DocumentBytes } from '../format-extractor.js';
import { decodedText } from './decoded-text.js';

/** What is left of a line behind this many characters is a line of its own. */
const LONGEST_LINE = 64 * 1024;

/** The lines of a text file, numbered from 1. */
export async function* textLines(bytes: DocumentBytes): AsyncGenerator<{ number: number; text: string }> {
  let number = 1;
  let pending = '';
  for await (const { text } of decodedText(bytes)) {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) yield { number: number++, text: line };
    if (pending.length > LONGEST_LINE) {
      yield { number, text: pending };
      pending = '';
    }
  }
  yield { number, text: pending };
}
