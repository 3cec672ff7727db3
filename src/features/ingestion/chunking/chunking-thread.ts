import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Tinypool } from 'tinypool';
import { TooMuchTextError } from './chunk.js';
import type { ChunkedPart, TextPart } from './chunk-part.js';

/** It takes some 90 MB and a second to load the tokenizer: the thread is kept for a while, and there is one of them. */
const IDLE_MS = 60_000;
const HEAP_MB = 256;

/**
 * Chunks in a thread of its own: tokenizing takes a processor for seconds, and this process also answers requests or
 * streams other documents. Parts of several documents take turns.
 */
@Injectable()
export class ChunkingThread implements OnApplicationShutdown {
  private readonly pool = new Tinypool({
    filename: new URL('./chunking.worker.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });

  /** Throws `TooMuchTextError`. */
  async chunk(part: TextPart): Promise<ChunkedPart> {
    const chunked = (await this.pool.run(part)) as ChunkedPart | null;
    if (!chunked) throw new TooMuchTextError();
    return chunked;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }
}
