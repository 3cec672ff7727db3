import { type ChunkedPart, chunkPart, type TextPart } from './chunk-part.js';
import { countO200k, rememberShort } from './token-counter.js';

const countWord = rememberShort(countO200k);

/** The entry of a thread that chunks: the tokenizer would block the event loop of a process that answers requests. */
export default (part: TextPart): ChunkedPart => chunkPart(part, countO200k, countWord);
