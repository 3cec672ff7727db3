import { pipeline, Readable, type Transform } from 'node:stream';
import { ArchiveError } from './archive-error.js';

/** Inflated pieces large enough to be worth a trip to the thread pool. */
export const INFLATE_CHUNK_BYTES = 64 * 1024;

/** Runs the bytes through a zlib stream. Bytes that zlib refuses are a corrupt archive; the source's errors stay theirs. */
export async function* inflate(source: AsyncIterable<Buffer>, zlib: Transform): AsyncGenerator<Buffer> {
  const output = pipeline(Readable.from(source, { objectMode: true }), zlib, () => undefined);
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) throw new ArchiveError('corrupt', `The compressed bytes are damaged (${code}).`);
    throw error;
  }
}
