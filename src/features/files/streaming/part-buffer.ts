import { Readable } from 'node:stream';
import type { ScratchFile } from '../../../platform/temporary-files/scratch-file.js';
import type { RandomAccess } from '../../../platform/streams/random-access.js';
import type { Slabs } from '../../../platform/memory/slabs.js';

/** As much as goes to the socket at once. */
const READ_BYTES = 512 * 1024;

/** Holds one part of a body until the store has it, so that its length is known and it can be sent again. */
export interface PartBuffer extends RandomAccess {
  /** Appends; a promise when it has to be waited for. */
  write(chunk: Buffer): Promise<void> | undefined;
  read(start?: number, end?: number): Promise<Readable>;
  /** Empty again. */
  rewind(): void;
  /** `spoiled`: an attempt to send it failed, and its connection may still read from it. */
  close(spoiled: boolean): Promise<void> | void;
}

/** A part in memory that is there anyway. */
export class MemoryPartBuffer implements PartBuffer {
  size = 0;

  constructor(
    private readonly slab: Buffer,
    private readonly slabs: Slabs,
  ) {}

  /** Copied at once: what was read from the socket is free while it is young. */
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

/** A part in a nameless file on disk, which takes a place of the spool until it is closed. */
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
