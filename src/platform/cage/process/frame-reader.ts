import { CageError } from '../cage.js';
import { HEADER_BYTES, MAX_FRAME_BYTES } from '../protocol.js';

export interface RawFrame {
  kind: number;
  content: Buffer;
}

/**
 * Cuts output into frames and holds one at most; a last one that is not whole is dropped. A process that its input took over
 * may write anything, so everything is checked.
 */
export async function* framesOf(output: AsyncIterable<Buffer>): AsyncGenerator<RawFrame> {
  let held: Buffer[] = [];
  let bytes = 0;
  let needed = HEADER_BYTES;
  for await (const chunk of output) {
    held.push(chunk);
    bytes += chunk.length;
    while (bytes >= needed) {
      const all = held.length === 1 ? held[0]! : Buffer.concat(held, bytes);
      const size = sizeOfFrame(all);
      const isWhole = bytes >= size;
      if (isWhole) yield { kind: all.readUInt8(4), content: all.subarray(HEADER_BYTES, size) };
      held = [isWhole ? all.subarray(size) : all];
      bytes = held[0]!.length;
      needed = isWhole ? HEADER_BYTES : size;
    }
  }
}

function sizeOfFrame(start: Buffer): number {
  const content = start.readUInt32BE(0) - 1;
  if (content < 0 || content > MAX_FRAME_BYTES) throw new CageError('crash', 'A frame has an impossible length');
  return HEADER_BYTES + content;
}
