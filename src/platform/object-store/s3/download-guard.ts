import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { asStoreError } from './s3-errors.js';
import { StallTimer } from './stall-timer.js';

/** Passes a body through; destroys it with `STORAGE_UNAVAILABLE` when the store stalls or disconnects. */
class DownloadGuard extends Transform {
  private readonly stall: StallTimer;

  constructor(
    idleMs: number,
    private readonly signal?: AbortSignal,
  ) {
    super();
    const isWaitingForStore = () => !this.writableNeedDrain && !this.writableEnded;
    this.stall = new StallTimer(idleMs, isWaitingForStore, () =>
      this.destroy(new Error(`The store sent nothing for ${idleMs} ms.`)),
    );
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.stall.progressed();
    done(null, chunk);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.stall.stop();
    if (!error) return done();
    done((this.signal?.aborted ? this.signal.reason : asStoreError(error)) as Error);
  }
}

/** The body of a response, guarded: closing either end closes the other. */
export function guardDownload(body: Readable, idleMs: number, signal?: AbortSignal): Readable {
  const guard = new DownloadGuard(idleMs, signal);
  // Errors reach the reader through the guard itself; the callback has nothing to do.
  pipeline(body, guard, () => undefined);
  return guard;
}
