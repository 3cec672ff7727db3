import { describe, expect, it } from '@jest/globals';
import { MemoryAccess } from '../../../../test/support/memory-access.js';
import { id3, mpegFrames } from '../../../../test/support/wild-sound.js';
import { RangedBytes } from '../ranged-bytes.js';
import { endOfTags, isMpegAudio } from './mpeg-audio.js';

const ranged = (bytes: Buffer, head = bytes.subarray(0, 65_536)) => new RangedBytes(head, new MemoryAccess(bytes));

describe('endOfTags', () => {
  it.each([
    ['none', mpegFrames(), 0],
    ['one', Buffer.concat([id3(500), mpegFrames()]), 510],
    ['one with a footer', Buffer.concat([id3(500, { footer: true }), mpegFrames()]), 520],
    ['two, the second far behind the head', Buffer.concat([id3(100_000), id3(20), mpegFrames()]), 100_040],
  ])('follows the lengths in the tags: %s', async (_, bytes, end) => {
    expect(await endOfTags(ranged(bytes))).toBe(end);
  });

  it('gives up on tags without an end', async () => {
    const bytes = Buffer.concat(Array.from({ length: 1_000 }, () => id3(0)));
    expect(await endOfTags(ranged(bytes))).toBeLessThan(1_000);
  });
});

describe('isMpegAudio', () => {
  it('requires a second frame where the first one ends', () => {
    expect(isMpegAudio(mpegFrames(2))).toBe(true);
    expect(isMpegAudio(mpegFrames(1))).toBe(true);
    expect(isMpegAudio(Buffer.concat([mpegFrames(1), Buffer.alloc(40, 1)]))).toBe(false);
  });

  it.each(['ffea9064', 'fff9f064', 'fffb9c64', 'fffb0064', 'fffe9064', '494433', ''])('ignores %s', (hex) => {
    expect(isMpegAudio(Buffer.from(hex, 'hex'))).toBe(hex === 'fffe9064');
  });
});
