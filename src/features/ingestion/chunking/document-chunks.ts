import { type Chunk, type ChunkLimits, defaultLimits, type Segment } from './chunk.js';
import type { ChunkedPart, TextPart } from './chunk-part.js';

/** Sent to the thread at once: large enough that the way there and back costs little. */
const PART_CHARACTERS = 128 * 1024;

/** Collects the segments of one document and hands them on in parts. */
export class DocumentChunks {
  private segments: Segment[] = [];
  private characters = 0;
  private state?: ChunkedPart['state'];

  constructor(
    private readonly chunk: (part: TextPart) => Promise<ChunkedPart>,
    private readonly limits: ChunkLimits = defaultLimits,
  ) {}

  /** The chunks that became complete. */
  async add(segment: Segment): Promise<Chunk[]> {
    this.segments.push(segment);
    this.characters += segment.text.length;
    return this.characters < PART_CHARACTERS ? [] : this.send(false);
  }

  end(): Promise<Chunk[]> {
    return this.send(true);
  }

  private async send(isLast: boolean): Promise<Chunk[]> {
    const segments = this.segments;
    [this.segments, this.characters] = [[], 0];
    if (segments.length === 0 && !this.state) return [];
    const { chunks, state } = await this.chunk({ segments, isLast, state: this.state, limits: this.limits });
    this.state = state;
    return chunks;
  }
}
