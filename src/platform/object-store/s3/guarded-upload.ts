import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { StallTimer } from './stall-timer.js';

/** Passes exactly `size` bytes; a shorter or longer source is an error, before the store waits for missing bytes. */
class ExactLength extends Transform {
  private passed = 0;

  constructor(
    private readonly size: number,
    private readonly onProgress: () => void,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.onProgress();
    this.passed += chunk.length;
    if (this.passed > this.size) done(new Error(`The body is longer than the ${this.size} bytes announced.`));
    else done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    if (this.passed === this.size) done();
    else done(new Error(`The body ended after ${this.passed} of the ${this.size} bytes announced.`));
  }
}

/**
 * Sends a stream with backpressure and without a total time-out: it fails when the store stalls for `idleMs`, when the
 * source fails (with the source's own error), or when `signal` aborts. The source is always closed.
 */
export async function guardedUpload<T>(
  source: { body: Readable; size: number; idleMs: number; signal?: AbortSignal },
  send: (body: Readable, abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { body, size, idleMs, signal } = source;
  const stop = new AbortController();
  let sourceError: Error | undefined;
  const exact: ExactLength = new ExactLength(size, () => stall.progressed());
  const isWaitingForStore = () => exact.writableNeedDrain || exact.writableEnded;
  const stall = new StallTimer(idleMs, isWaitingForStore, () => stop.abort());
  pipeline(body, exact, (error) => {
    if (!error) return;
    sourceError = error;
    stop.abort();
  });
  try {
    return await send(exact, signal ? AbortSignal.any([signal, stop.signal]) : stop.signal);
  } catch (error) {
    signal?.throwIfAborted();
    const failure = sourceError ?? error;
    stop.abort();
    throw failure;
  } finally {
    stall.stop();
    exact.destroy();
    body.destroy();
  }
}
