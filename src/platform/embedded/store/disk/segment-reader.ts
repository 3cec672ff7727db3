import { createReadStream, openSync } from 'node:fs';
import { Readable } from 'node:stream';
import { isMissing } from './durable.js';

const READ_BUFFER_BYTES = 256 * 1024;

/** A range of a file; positions are inclusive. */
interface FileSlice {
  path: string;
  start: number;
  end: number;
}

/** The bytes of several files, one after the other; `null` when the first one is missing. */
export function openSegments(slices: readonly FileSlice[]): Readable | null {
  const [first, ...rest] = slices;
  if (!first) return Readable.from([]);
  try {
    const opened = read(first, openSync(first.path, 'r'));
    if (rest.length === 0) return opened;
    const all = Readable.from(concatenated(opened, rest), { objectMode: false });
    return all.once('close', () => opened.destroy());
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function* concatenated(opened: Readable, rest: readonly FileSlice[]): AsyncGenerator<Buffer> {
  yield* opened as AsyncIterable<Buffer>;
  for (const slice of rest) yield* read(slice) as AsyncIterable<Buffer>;
}

function read({ path, start, end }: FileSlice, fd?: number): Readable {
  return createReadStream(path, { fd, start, end, highWaterMark: READ_BUFFER_BYTES });
}
