import type { Readable } from 'node:stream';

/**
 * Passes each chunk to `take`, which returns a promise when the source has to wait. An async iterator would do the same,
 * with a turn of the event loop for each chunk.
 */
export async function takeChunks(source: Readable, take: (chunk: Buffer) => Promise<void> | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const goOn = () => void source.resume();
  const takeOne = (chunk: Buffer) => {
    try {
      const taken = take(chunk);
      if (!taken) return;
      source.pause();
      taken.then(goOn, reject);
    } catch (error) {
      source.pause();
      reject(error as Error);
    }
  };
  const broken = () => reject(source.errored ?? new Error('The body ended early.'));
  if (source.destroyed) broken();
  source.on('data', takeOne).once('end', resolve).once('error', reject).once('close', broken);
  try {
    await promise;
  } finally {
    source.off('data', takeOne).off('end', resolve).off('error', reject).off('close', broken);
    source.pause();
  }
}
