import type { ScratchFile } from '../../../platform/temporary-files/scratch-file.js';
import type { TemporaryFiles } from '../../../platform/temporary-files/temporary-files.js';
import type { Chunk } from '../chunking/chunk.js';

/** One INSERT takes so many. */
const BATCH_CHUNKS = 200;
/** Batches of longer texts wait on disk. */
const KEPT_CHARACTERS = 1024 * 1024;

interface Range {
  start: number;
  length: number;
}

/**
 * The chunks of one document, as JSON arrays, until all are known: they become visible in one transaction, which should
 * not last as long as their extraction. Those of a large document are in a nameless file.
 */
export class ChunkSpool {
  private batch: Chunk[] = [];
  private kept: string[] = [];
  private keptCharacters = 0;
  private file?: ScratchFile;
  private ranges: Range[] = [];
  private added = 0;

  constructor(private readonly files: TemporaryFiles) {}

  get count(): number {
    return this.added;
  }

  async add(chunks: Chunk[]): Promise<void> {
    for (const chunk of chunks) {
      this.added += 1;
      if (this.batch.push(chunk) >= BATCH_CHUNKS) await this.endBatch();
    }
  }

  /** In their order. Can be read again. */
  async *batches(): AsyncGenerator<string> {
    await this.endBatch();
    for (const range of this.ranges) yield await this.read(range);
    yield* this.kept;
  }

  async close(): Promise<void> {
    await this.file?.close();
  }

  private async endBatch(): Promise<void> {
    if (this.batch.length === 0) return;
    const json = JSON.stringify(this.batch);
    this.batch = [];
    this.kept.push(json);
    this.keptCharacters += json.length;
    if (this.keptCharacters > KEPT_CHARACTERS) await this.spill();
  }

  private async spill(): Promise<void> {
    this.file ??= await this.files.scratch();
    for (const json of this.kept) {
      const bytes = Buffer.from(json);
      this.ranges.push({ start: this.file.size, length: bytes.length });
      await this.file.write(bytes);
    }
    [this.kept, this.keptCharacters] = [[], 0];
  }

  private async read({ start, length }: Range): Promise<string> {
    const pieces: Buffer[] = [];
    for await (const piece of await this.file!.read(start, start + length - 1)) pieces.push(piece as Buffer);
    return Buffer.concat(pieces).toString();
  }
}
