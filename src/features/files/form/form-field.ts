import type { Readable } from 'node:stream';

/** MIME encodings that change nothing. RFC 7578 deprecates the header: others are refused, not decoded. */
const PLAIN = new Set(['', '7bit', '8bit', 'binary']);

export const isPlainEncoding = (encoding: string): boolean => PLAIN.has(encoding.trim().toLowerCase());

/** Reads a field that was sent as a file part. `take` gets its text before the form ends, `null` if it is too long. */
export function readField(content: Readable, most: number, take: (text: string | null) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  content.on('data', (chunk: Buffer) => {
    const fitted = bytes <= most;
    bytes += chunk.length;
    if (bytes <= most) chunks.push(chunk);
    else if (fitted) take(null);
  });
  content.once('end', () => bytes <= most && take(Buffer.concat(chunks).toString('utf8')));
}
