import type { Chunk, ChunkLimits, CountTokens, Segment } from './chunk.js';
import { Chunker, type ChunkerState } from './chunker.js';

/** A part of a document's text, and what is known from the parts before it. */
export interface TextPart {
  segments: Segment[];
  isLast: boolean;
  state?: ChunkerState;
  limits: ChunkLimits;
}

export interface ChunkedPart {
  chunks: Chunk[];
  state: ChunkerState;
}

/** The chunks that are complete with this part of a text. Pure: `state` goes into the call for the next part. */
export function chunkPart(
  { segments, isLast, state, limits }: TextPart,
  count: CountTokens,
  countWord = count,
): ChunkedPart {
  const chunker = new Chunker(count, countWord, limits, state);
  for (const segment of segments) chunker.add(segment);
  if (isLast) chunker.end();
  return { chunks: chunker.takeFinished(), state: chunker.state() };
}
