import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { noise } from '../../../test/support/fixtures.js';
import { MemoryAccess } from '../../../test/support/memory-access.js';
import { BoundedAccess, DetectionLimitError } from './bounded-access.js';
import { RangedBytes } from './ranged-bytes.js';
import { RangedTokenizer } from './ranged-tokenizer.js';
import { fileTypeOf } from './second-detector.js';

const object = () => new MemoryAccess(Buffer.alloc(8_000_000, 'bytes'));

describe('reads of a detection', () => {
  it('are limited in number and bytes', async () => {
    const access = new BoundedAccess(object(), { reads: 2, bytes: 1_000 });
    await access.read(0, 499);
    await access.read(0, 499);
    await expect(access.read(0, 0)).rejects.toThrow(DetectionLimitError);
    await expect(new BoundedAccess(object(), { reads: 2, bytes: 10 }).read(0, 10)).rejects.toThrow(DetectionLimitError);
  });

  it('end when offsets in the file lead all over the object', async () => {
    const whole = object();
    const bytes = new RangedBytes(Buffer.alloc(0), whole);
    const everywhere = async () => {
      for (let at = 0; at < 8_000_000; at += 300_000) await bytes.at(at, 10);
    };
    await expect(everywhere()).rejects.toThrow(DetectionLimitError);
    expect(whole.bytesRead).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect((await bytes.atMost(7_900_000, 10)).length).toBe(0);
  });

  it('come in one piece for the second detector, fewer only at the end', async () => {
    const tokenizer = new RangedTokenizer(new RangedBytes(Buffer.alloc(0), new MemoryAccess(noise(300_000))));
    const target = new Uint8Array(10);
    expect(await tokenizer.peekBuffer(target, { position: 299_990 })).toBe(10);
    expect(Buffer.from(target).equals(noise(300_000).subarray(299_990))).toBe(true);
    expect(await tokenizer.readBuffer(target, { position: 299_995, mayBeLess: true })).toBe(5);
    await expect(tokenizer.readBuffer(target)).rejects.toThrow('End-Of-Stream');
    await expect(tokenizer.readBuffer(new Uint8Array(2 * 1024 * 1024))).rejects.toThrow();
  });

  it('that fail reject with the error of the read, not with an unknown type', async () => {
    const gone = { size: 1_000_000, read: async (): Promise<Readable> => Promise.reject(new Error('changed')) };
    await expect(fileTypeOf(new RangedBytes(Buffer.alloc(0), gone))).rejects.toThrow('changed');
  });
});
