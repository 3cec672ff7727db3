import type { DocumentBytes } from '../format-extractor.js';

/** An encoding by its label in `TextDecoder`, and how many bytes of the file are its mark. */
export interface TextEncoding {
  label: string;
  markBytes: number;
}

const SAMPLE_BYTES = 256 * 1024;

/** How a text file is encoded: by its mark, else by what its first bytes are valid as. */
export function textEncoding(bytes: DocumentBytes): TextEncoding {
  const sample = bytes.read(0, SAMPLE_BYTES - 1);
  if (sample[0] === 0xff && sample[1] === 0xfe) return { label: 'utf-16le', markBytes: 2 };
  if (sample[0] === 0xfe && sample[1] === 0xff) return { label: 'utf-16be', markBytes: 2 };
  if (isUtf8(sample)) return { label: 'utf-8', markBytes: 0 };
  return { label: 'windows-1252', markBytes: 0 };
}

/** A sample may end within a character. */
function isUtf8(sample: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}
