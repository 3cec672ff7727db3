import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { TemporaryFiles } from '../../../platform/temporary-files/temporary-files.js';
import { type ChunkLimits, defaultLimits, type Segment } from '../chunking/chunk.js';
import type { ChunkedPart } from '../chunking/chunk-part.js';
import { ChunkingThread } from '../chunking/chunking-thread.js';
import { ChunkSpool } from './chunk-spool.js';

/** Sent to the thread at once: large enough that the way there and back costs little. */
const PART_CHARACTERS = 128 * 1024;

/** Makes chunks of documents: tokenized in a thread, collected on disk. */
@Injectable()
export class Chunking {
  private readonly limits: ChunkLimits;

  constructor(
    private readonly thread: ChunkingThread,
    private readonly files: TemporaryFiles,
    config: Config,
  ) {
    this.limits = { ...defaultLimits, textCharacters: config.get('EXTRACTION_MAX_CHARACTERS') };
  }

  /** Close it. */
  begin(): DocumentChunks {
    return new DocumentChunks(this.thread, new ChunkSpool(this.files), this.limits);
  }
}

/** The chunks of one document, from its segments. Its memory does not grow with the document. */
export class DocumentChunks {
  private segments: Segment[] = [];
  private characters = 0;
  private state?: ChunkedPart['state'];

  constructor(
    private readonly thread: ChunkingThread,
    private readonly spool: ChunkSpool,
    private readonly limits: ChunkLimits,
  ) {}

  /** How many are complete. */
  get count(): number {
    return this.spool.count;
  }

  /** Throws `TooMuchTextError`. */
  async add(segment: Segment): Promise<void> {
    this.segments.push(segment);
    this.characters += segment.text.length;
    if (this.characters >= PART_CHARACTERS) await this.send(false);
  }

  /** No more text will come: every chunk is complete. */
  async end(): Promise<void> {
    if (this.segments.length > 0 || this.state) await this.send(true);
  }

  /** As JSON, in their order. */
  batches(): AsyncGenerator<string> {
    return this.spool.batches();
  }

  close(): Promise<void> {
    return this.spool.close();
  }

  private async send(isLast: boolean): Promise<void> {
    const { segments, state, limits } = this;
    [this.segments, this.characters] = [[], 0];
    const part = await this.thread.chunk({ segments, isLast, state, limits });
    this.state = part.state;
    await this.spool.add(part.chunks);
  }
}
