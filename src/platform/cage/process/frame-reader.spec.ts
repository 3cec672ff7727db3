import { describe, expect, it } from '@jest/globals';
import { frameHeader, FrameKind, HEADER_BYTES, MAX_FRAME_BYTES } from '../protocol.js';
import { framesOf, type RawFrame } from './frame-reader.js';

const frame = (kind: number, content: string) =>
  Buffer.concat([frameHeader(kind, Buffer.byteLength(content)), Buffer.from(content)]);

const bytes = Buffer.concat([
  frame(FrameKind.message, '{"a":1}'),
  frame(FrameKind.bytes, ''),
  frame(FrameKind.bytes, 'some bytes'),
  frame(FrameKind.done, ''),
]);

async function read(chunks: Buffer[]): Promise<[kind: number, content: string][]> {
  const frames: RawFrame[] = [];
  for await (const one of framesOf(streamOf(chunks))) frames.push(one);
  return frames.map(({ kind, content }) => [kind, content.toString()]);
}

async function* streamOf(chunks: Buffer[]) {
  yield* chunks;
}

const whole: [number, string][] = [
  [FrameKind.message, '{"a":1}'],
  [FrameKind.bytes, ''],
  [FrameKind.bytes, 'some bytes'],
  [FrameKind.done, ''],
];

describe('frames', () => {
  it('are the same, wherever the pipe cuts them', async () => {
    for (let size = 1; size <= bytes.length; size++) {
      const cuts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => n * size);
      expect(await read(cuts.map((start) => bytes.subarray(start, start + size)))).toEqual(whole);
    }
  });

  it('may have the largest size, in pieces', async () => {
    const content = Buffer.alloc(MAX_FRAME_BYTES, 'x');
    const [header, half] = [frameHeader(FrameKind.bytes, content.length), MAX_FRAME_BYTES / 2];
    const [one] = await read([header, content.subarray(0, half), content.subarray(half)]);
    expect(one![1]).toHaveLength(MAX_FRAME_BYTES);
  });

  it.each([
    ['in its content', bytes.length - HEADER_BYTES - 3, 2],
    ['in its header', bytes.length - 2, 3],
  ])('a last one that was cut %s is dropped', async (_, length, left) => {
    expect(await read([bytes.subarray(0, length)])).toEqual(whole.slice(0, left));
  });

  it.each([
    ['one byte more than a frame may have', MAX_FRAME_BYTES + 2],
    ['the most that a length can say', 0xffff_ffff],
    ['less than a kind', 0],
  ])('with a length of %s are refused before their content comes', async (_, length) => {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32BE(length);
    await expect(read([bytes, header])).rejects.toMatchObject({ name: 'CageError', cause: 'crash' });
  });
});
