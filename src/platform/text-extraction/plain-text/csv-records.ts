import { Readable } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
import type { DocumentBytes } from '../format-extractor.js';
import { csvDelimiter } from './csv-delimiter.js';
import { decodedText } from './decoded-text.js';

/** A longer record is a quote that is never closed. */
const LONGEST_RECORD = 1024 * 1024;

export interface CsvRecord {
  fields: string[];
  /** Lines of the file up to the record's end. */
  lines: number;
  /** Of the file that was read. */
  share: number;
}

/** The records of a CSV file, up to the one whose quoting is broken. Returns whether that was the end of the file. */
export async function* csvRecords(bytes: DocumentBytes): AsyncGenerator<CsvRecord, boolean> {
  const decoded = decodedText(bytes);
  const first = await decoded.next();
  if (first.done) return true;
  let share = 0;
  const texts = Readable.from(
    (async function* () {
      yield first.value.text;
      for await (const stretch of decoded) {
        share = stretch.share;
        yield stretch.text;
      }
    })(),
  );
  const parser = parserOf(csvDelimiter(first.value.text));
  texts.on('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>)
      yield { fields: record, lines: info.lines, share };
    return true;
  } catch (error) {
    if (error instanceof CsvError) return false;
    throw error;
  } finally {
    texts.destroy();
  }
}

interface ParsedRecord {
  record: string[];
  info: { lines: number };
}

function parserOf(delimiter: string): Parser {
  return parse({
    delimiter,
    info: true,
    max_record_size: LONGEST_RECORD,
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
  });
}
