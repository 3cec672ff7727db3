import { Readable } from 'node:stream';
import type { ScratchFile } from '../../../platform/temporary-files/scratch-file.js';
import type { RandomAccess } from '../../../platform/streams/random-access.js';
import type { Slabs } from '../../../platform/memory/slabs.js';

/** Bytes that go to the socket at once. */
const READ_BYTES = 512 * 1024;

/** Holds one part until the store has it: its length is known, and it can be sent again. */
export interface PartBuffer extends RandomAccess {
  /** Appends. Returns a promise when the writer has to wait. */
  write(chunk: Buffer): Promise<void> | undefined;
  read(start?: number, end?: number): Promise<Readable>;
  /** Empties it for the next part. */
  rewind(): void;
  /** `spoiled`: an attempt to send it failed, and its connection may still read from it. */
  close(spoiled: boolean): Promise<void> | void;
}

/** A part in preallocated memory. */
export class MemoryPartBuffer implements PartBuffer {
  size = 0;

  constructor(
    private readonly slab: Buffer,
    private readonly slabs: Slabs,
  ) {}

  /** Copies at once, so that the chunk from the socket is collected young. */
  write(chunk: Buffer): undefined {
    chunk.copy(this.slab, this.size);
    this.size += chunk.length;
  }

  read(start = 0, end = this.size - 1): Promise<Readable> {
    return Promise.resolve(Readable.from(slicesOf(this.slab, start, end + 1), { objectMode: true, highWaterMark: 1 }));
  }

  rewind(): void {
    this.size = 0;
  }

  close(spoiled: boolean): void {
    if (spoiled) this.slabs.forget();
    else this.slabs.give(this.slab);
  }
}

/** A part in a nameless file on disk. It counts against the spool until it is closed. */
export class DiskPartBuffer implements PartBuffer {
  constructor(
    private readonly file: ScratchFile,
    private readonly giveBack: () => void,
  ) {}

  get size(): number {
    return this.file.size;
  }

  write(chunk: Buffer): Promise<void> | undefined {
    return this.file.write(chunk);
  }

  read(start?: number, end?: number): Promise<Readable> {
    return this.file.read(start, end);
  }

  rewind(): void {
    this.file.rewind();
  }

  async close(): Promise<void> {
    this.giveBack();
    await this.file.close();
  }
}

function* slicesOf(bytes: Buffer, start: number, end: number): Generator<Buffer> {
  for (let at = start; at < end; at += READ_BYTES) yield bytes.subarray(at, Math.min(at + READ_BYTES, end));
}
