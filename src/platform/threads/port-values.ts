import type { MessagePort } from 'node:worker_threads';
import { packed, type PackedError, unpacked } from './packed-error.js';

type Answer = { value: unknown } | { done: true } | { failure: PackedError };

/**
 * Sends the values of a source to another thread, one for each request, so that the reader sets the pace. When the port
 * closes the source is closed too.
 */
export function serveValues(port: MessagePort, source: AsyncIterable<unknown>): void {
  const values = source[Symbol.asyncIterator]();
  port.on('message', () => {
    values.next().then(
      ({ done, value }) => port.postMessage((done ? { done } : { value }) as Answer),
      (error: unknown) => port.postMessage({ failure: packed(error) } satisfies Answer),
    );
  });
  port.once('close', () => void values.return?.().catch(() => undefined));
}

/** The values that another thread serves. Throws what its source threw, or that the thread has ended. */
export async function* valuesFrom(port: MessagePort, signal: AbortSignal): AsyncGenerator<unknown> {
  try {
    for (;;) {
      const answer = await answerOf(port, signal);
      if ('failure' in answer) throw unpacked(answer.failure);
      if ('done' in answer) return;
      yield answer.value;
    }
  } finally {
    port.close();
  }
}

function answerOf(port: MessagePort, signal: AbortSignal): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const abort = () => reject(signal.reason);
  const closed = () => reject(new Error('The other thread has ended.'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  port.once('message', resolve).once('close', closed);
  port.postMessage('next');
  return promise.finally(() => {
    signal.removeEventListener('abort', abort);
    port.off('message', resolve).off('close', closed);
  });
}

/** Bytes keep their values between threads, and lose that they are a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
