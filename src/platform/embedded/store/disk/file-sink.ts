import { closeSync, rmSync } from 'node:fs';
import { Writable } from 'node:stream';
import pLimit from 'p-limit';
import { freeMemory } from '../../../streams/free-memory.js';
import { createFile } from './durable.js';
import { flush } from './flush.js';
import { type Done, writeFully } from './write-fully.js';

/** Large writes cost less than many small ones; a body holds at most a few of them in memory. */
const WRITE_BYTES = 512 * 1024;

/** Flushing a large file takes long, and the whole process shares four threads for files: others stay free. */
const LARGE_BYTES = 4 * 1024 * 1024;
const largeFlushes = pLimit(2);

export interface FileSinkOptions {
  /** A path that is not in use. */
  path: string;
  /** Called before bytes are written; throws to refuse them. */
  count: (pieces: readonly Buffer[]) => void;
  /** Called for bytes in order, while they are being written. */
  hash: (pieces: readonly Buffer[]) => void;
  /** Called after the last byte; throws to refuse them all. */
  verify: () => void;
  /** Whether nothing else uses the memory of the pieces: it is given back when they are written. */
  isExclusive?: boolean;
}

/** Writes a stream into a new file and flushes it. After an error, and when destroyed, the file is removed. */
export class FileSink extends Writable {
  private descriptor = -1;
  private held: Buffer[] = [];
  private heldBytes = 0;
  private writtenBytes = 0;
  private isBusy = false;
  private whenIdle: (() => void) | undefined;
  private isComplete = false;

  constructor(private readonly options: FileSinkOptions) {
    super({ highWaterMark: WRITE_BYTES });
  }

  override _construct(done: Done): void {
    const created = (descriptor: number) => {
      this.descriptor = descriptor;
      done();
    };
    createFile(this.options.path).then(created, done);
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.take([piece], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.take(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: Done): void {
    this.writeHeld((error) => {
      if (error) return done(error);
      try {
        this.options.verify();
      } catch (refusal) {
        return done(refusal as Error);
      }
      this.flush(done);
    });
  }

  override _destroy(error: Error | null, done: Done): void {
    const end = () => {
      if (this.descriptor >= 0) closeSync(this.descriptor);
      if (!this.isComplete) rmSync(this.options.path, { force: true });
      done(error);
    };
    if (this.isBusy) this.whenIdle = end;
    else end();
  }

  private take(pieces: Buffer[], done: Done): void {
    for (const piece of pieces) {
      this.held.push(piece);
      this.heldBytes += piece.length;
    }
    if (this.heldBytes < WRITE_BYTES) done();
    else this.writeHeld(done);
  }

  /** Hashing on this thread and writing on another take place at the same time. */
  private writeHeld(done: Done): void {
    const [pieces, size] = [this.held, this.heldBytes];
    this.held = [];
    this.heldBytes = 0;
    this.writtenBytes += size;
    if (size === 0) return done();
    try {
      this.options.count(pieces);
    } catch (error) {
      return done(error as Error);
    }
    this.isBusy = true;
    const written = (error?: Error | null) => {
      if (this.options.isExclusive) pieces.forEach(freeMemory);
      this.idle(done, error);
    };
    writeFully(this.descriptor, pieces, written);
    this.options.hash(pieces);
  }

  private flush(done: Done): void {
    this.isBusy = true;
    const flushed = () => {
      this.isComplete = true;
      this.idle(done);
    };
    const flushing = () => flush(this.descriptor);
    const flushedFile = this.writtenBytes < LARGE_BYTES ? flushing() : largeFlushes(flushing);
    flushedFile.then(flushed, (error: Error) => this.idle(done, error));
  }

  private idle(done: Done, error?: Error | null): void {
    this.isBusy = false;
    this.whenIdle?.();
    done(error);
  }
}
