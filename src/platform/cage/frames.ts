/**
 * What a caged process writes to its output: frames of a length (4 bytes, big endian, of what follows), a kind (1 byte)
 * and content. A process that was taken over by its input may write anything, so the reader checks all of it.
 */
export const FrameKind = {
  /** JSON, of the program. */
  message: 1,
  bytes: 2,
  /** The program has ended well. Nothing follows. */
  done: 3,
  /** JSON `{ code?, message }`: the program threw. Nothing follows. */
  failed: 4,
} as const;

export const HEADER_BYTES = 5;
/** Content of one frame. */
export const MAX_FRAME_BYTES = 1024 * 1024;

export interface RawFrame {
  kind: number;
  content: Buffer;
}

export function frameHeader(kind: number, contentBytes: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32BE(contentBytes + 1, 0);
  header.writeUInt8(kind, 4);
  return header;
}

/** Thrown when the output is no sequence of frames. */
export class FrameError extends Error {}

/** Cuts output into frames. Holds one frame at most. */
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
  if (bytes > 0) throw new FrameError('The output ends inside a frame');
}

function sizeOfFrame(start: Buffer): number {
  const content = start.readUInt32BE(0) - 1;
  if (content < 0 || content > MAX_FRAME_BYTES) throw new FrameError('A frame has an impossible length');
  return HEADER_BYTES + content;
}
