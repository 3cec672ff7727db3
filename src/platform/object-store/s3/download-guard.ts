import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { asStoreError } from './s3-errors.js';
import { StallTimer } from './stall-timer.js';

/** Passes a body through and ends it with `STORAGE_UNAVAILABLE` when the store stalls or breaks off. */
class DownloadGuard extends Transform {
  private readonly stall: StallTimer;

  constructor(
    idleMs: number,
    private readonly signal?: AbortSignal,
  ) {
    super();
    const storesTurn = () => !this.writableNeedDrain && !this.writableEnded;
    this.stall = new StallTimer(idleMs, storesTurn, () =>
      this.destroy(new Error(`The store sent nothing for ${idleMs} ms.`)),
    );
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.stall.moved();
    done(null, chunk);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.stall.stop();
    if (!error) return done();
    done((this.signal?.aborted ? this.signal.reason : asStoreError(error)) as Error);
  }
}

/** The body of a response as others may hold it: closing either end closes the other. */
export function guardDownload(body: Readable, idleMs: number, signal?: AbortSignal): Readable {
  const guard = new DownloadGuard(idleMs, signal);
  // The error reaches whoever reads the guard; nobody else is told.
  pipeline(body, guard, () => undefined);
  return guard;
}
