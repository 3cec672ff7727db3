import { ExtractionError } from '../extraction-error.js';
import type { DocumentBytes } from '../format-extractor.js';
import { guessedEncoding } from './guessed-encoding.js';
import { guessedUtf16 } from './guessed-utf16.js';

/** An encoding by its name in `textDecoder`, and how many bytes of the file are its mark. */
export interface TextEncoding {
  name: string;
  markBytes: number;
}

const SAMPLE_BYTES = 256 * 1024;
/** The longer marks first: that of UTF-32 begins with that of UTF-16. */
const marks: [name: string, mark: number[]][] = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
/** In UTF-8 with an error here and there, characters that are right outnumber the errors by this. */
const RIGHT_FOR_EACH_ERROR = 10;
/** Share of control characters in a text. */
const MOST_CONTROLS = 0.1;

/** How a text file is encoded: by its mark, by being valid UTF-8, or by what its characters are likely to be. */
export async function textEncoding(bytes: DocumentBytes): Promise<TextEncoding> {
  const head = bytes.read(0, 3);
  const marked = marks.find(([, mark]) => Buffer.from(mark).equals(head.subarray(0, mark.length)));
  if (marked) return { name: marked[0], markBytes: marked[1].length };
  const sample = tellingSample(bytes);
  const name = isUtf8(sample) ? 'utf-8' : ((await guessedEncoding(sample)) ?? guessedUtf16(sample));
  if (name) return { name, markBytes: 0 };
  throw new ExtractionError(
    'corrupt',
    'The file is named as a text file, but its bytes are no text. Check that the right file was uploaded.',
  );
}

/** The first stretch that is more than ASCII: before it, most encodings look alike. */
function tellingSample(bytes: DocumentBytes): Buffer {
  for (let at = 0; at < bytes.size; at += SAMPLE_BYTES) {
    const sample = bytes.read(at, at + SAMPLE_BYTES - 1);
    if (sample.some((byte) => byte >= 0x80 || byte === 0 || byte === 0x1b)) return sample;
  }
  return Buffer.alloc(0);
}

/** UTF-16 is full of zeros and other controls, which text in UTF-8 has few of; escapes switch characters in ISO-2022. */
function isUtf8(sample: Buffer): boolean {
  const controls = sample.reduce((count, byte) => count + (isControl(byte) ? 1 : 0), 0);
  if (controls > sample.length * MOST_CONTROLS || sample.includes('\x1b$') || sample.includes('\x1b(')) return false;
  const text = new TextDecoder('utf-8').decode(sample, { stream: true });
  const errors = text.match(/\ufffd/g)?.length ?? 0;
  if (errors === 0) return true;
  const right = text.match(/[^\0-\x7f\ufffd]/gu)?.length ?? 0;
  return right >= errors * RIGHT_FOR_EACH_ERROR;
}

/** Other than tab, line feed, form feed, carriage return and escape. */
function isControl(byte: number): boolean {
  return byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte);
}
