import { ExtractionError } from '../extraction-error.js';
import type { DocumentBytes, FormatExtractor } from '../format-extractor.js';
import { Progress } from '../progress.js';
import { segment } from '../segment.js';
import type { Extracted } from '../text-extractor.js';
import { csvRecords } from './csv-records.js';
import { textLines } from './text-lines.js';

/**
 * One segment a record, its fields separated by tabs; the header is a record like any other. Behind broken quoting the
 * file is read line by line.
 */
export const csvExtractor: FormatExtractor = {
  accepts: ({ kind, declared }) => kind === 'text' && declared === 'csv',

  async *extract({ bytes }) {
    let hasText = false;
    for await (const extracted of rows(bytes)) {
      hasText ||= extracted.kind === 'segment' && /\S/.test(extracted.segment.text);
      yield extracted;
    }
    if (!hasText) throw new ExtractionError('empty');
  },
};

async function* rows(bytes: DocumentBytes): AsyncGenerator<Extracted> {
  const progress = new Progress();
  const records = csvRecords(bytes);
  let row = 0;
  let lines = 0;
  let read = await records.next();
  for (; !read.done; read = await records.next()) {
    lines = read.value.lines;
    yield segment(read.value.fields.join('\t'), { row: ++row });
    yield* progress.at(read.value.share);
  }
  if (read.value) return;
  for await (const line of textLines(bytes)) if (line.number > lines) yield segment(line.text, { row: ++row });
}
