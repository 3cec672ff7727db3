import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const BATCH_BYTES = 1024 * 1024;

/** Writes a stream to a file and closes it. Throws when the stream has another size. */
export async function fillFile(file: FileHandle, source: Readable, size: number, signal: AbortSignal): Promise<void> {
  let written = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      written += chunk.length;
      if (written > size) throw new Error(sizeProblem(size, 'more'));
      yield chunk;
    }
    if (written < size) throw new Error(sizeProblem(size, `${written}`));
  };
  await pipeline(source, counted, file.createWriteStream({ highWaterMark: BATCH_BYTES }), { signal });
}

const sizeProblem = (size: number, actual: string) =>
  `The input of a caged job must have the ${size} bytes that it says, not ${actual}`;
