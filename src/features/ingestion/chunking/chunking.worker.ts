import { TooMuchTextError } from './chunk.js';
import { type ChunkedPart, chunkPart, type TextPart } from './chunk-part.js';
import { countO200k, rememberShort } from './token-counter.js';

const countWord = rememberShort(countO200k);

/** The entry of a thread that chunks. `null`: too much text; errors lose their class between threads. */
export default function chunk(part: TextPart): ChunkedPart | null {
  try {
    return chunkPart(part, countO200k, countWord);
  } catch (error) {
    if (error instanceof TooMuchTextError) return null;
    throw error;
  }
}
