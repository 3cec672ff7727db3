import { addAbortSignal, type Readable } from 'node:stream';
import type { RandomAccess } from '../malware-scanner/malware-scanner.js';
import { SourceReadError } from './archive-error.js';

/** Streams `length` bytes from `start`. Fewer, or a failing source, is a `SourceReadError`: never a short answer. */
export async function* fetchRange(
  access: RandomAccess,
  start: number,
  length: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  if (length === 0) return;
  let left = length;
  const stream = await open(access, start, start + length - 1, signal);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      left -= chunk.length;
      yield chunk;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new SourceReadError(error);
  }
  if (left !== 0) throw new SourceReadError(new Error(`${length} bytes were asked for and ${length - left} came.`));
}

async function open(access: RandomAccess, start: number, end: number, signal: AbortSignal): Promise<Readable> {
  signal.throwIfAborted();
  const opening = access.read(start, end);
  opening.then((stream) => signal.aborted && stream.destroy()).catch(() => undefined);
  try {
    return addAbortSignal(signal, await untilAborted(opening, signal));
  } catch (error) {
    signal.throwIfAborted();
    throw new SourceReadError(error);
  }
}

/** A read that hangs must not outlive the scan it belongs to. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
