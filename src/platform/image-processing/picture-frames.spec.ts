import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import type { CageFrame } from '../cage/cage.js';
import { PictureFrames } from './picture-frames.js';

const sizes = [{ name: 'thumb', longestSide: 256 }];
const picture = { picture: { width: 10, height: 5, frames: 1 } };
const variant = (changes = {}) => ({ variant: { name: 'thumb', width: 10, height: 5, size: 4, ...changes } });
const message = (value: unknown): CageFrame => ({ kind: 'message', value });
const bytes = (text: string): CageFrame => ({ kind: 'bytes', bytes: Buffer.from(text) });

async function* framesOf(frames: CageFrame[]): AsyncGenerator<CageFrame> {
  yield* frames;
}

async function read(...frames: CageFrame[]) {
  const reader = new PictureFrames(framesOf(frames));
  const facts = await reader.picture();
  const contents: string[] = [];
  for await (const { content } of reader.variants(sizes)) contents.push((await buffer(content)).toString());
  return { facts, contents };
}

describe('the frames of a picture', () => {
  it('are its facts and its variants, in pieces of any size', async () => {
    const frames = [message(picture), message(variant()), bytes('a'), bytes('bcd')];
    expect(await read(...frames)).toEqual({ facts: picture.picture, contents: ['abcd'] });
  });

  const head = message(picture);
  it.each<[string, CageFrame[]]>([
    ['nothing', []],
    ['bytes first', [bytes('x')]],
    ['a picture that is a text', [message('picture')]],
    ['a picture of null', [message({ picture: null })]],
    ['a width of zero', [message({ picture: { width: 0, height: 1, frames: 1 } })]],
    ['a height that is a text', [message({ picture: { width: 1, height: '1', frames: 1 } })]],
    ['frames that are no number', [message({ picture: { width: 1, height: 1, frames: null } })]],
    ['no variant', [head]],
    ['a variant of another name', [head, message(variant({ name: '../../other' })), bytes('abcd')]],
    ['a variant that is wider than asked', [head, message(variant({ width: 257 })), bytes('abcd')]],
    ['a negative size', [head, message(variant({ size: -1 }))]],
    ['fewer bytes than it says', [head, message(variant()), bytes('abc')]],
    ['more bytes than it says', [head, message(variant()), bytes('abcde')]],
    ['a message among the bytes', [head, message(variant()), bytes('ab'), message({})]],
    ['more than was asked for', [head, message(variant()), bytes('abcd'), message(variant()), bytes('abcd')]],
  ])('with %s are refused', async (_, frames) => {
    await expect(read(...frames)).rejects.toThrow('not in its protocol');
  });
});
