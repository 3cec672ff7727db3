import { describe, expect, it } from '@jest/globals';
import { isWhole, leastPartBytes, nothingReceived, offsetOf } from './received-bytes.js';
import { MAX_PARTS, USUAL_PART_BYTES } from './multipart-plan.js';
import { uploadMethods } from './upload-method.js';

const tail = { size: 3, etag: 'e' };

describe('received bytes', () => {
  it('count parts and tail', () => {
    expect(offsetOf(nothingReceived)).toBe(0);
    expect(offsetOf({ partCount: 2, partBytes: 20, tail })).toBe(23);
  });

  it.each([
    ['all parts', { partCount: 1, partBytes: 10, tail: null }, 10, true],
    ['an empty part of an empty file', { partCount: 1, partBytes: 0, tail: null }, 0, true],
    ['no part of an empty file', nothingReceived, 0, false],
    ['a tail that is no part yet', { partCount: 1, partBytes: 7, tail }, 10, false],
    ['too few bytes', { partCount: 1, partBytes: 9, tail: null }, 10, false],
    ['a size that is not known yet', { partCount: 1, partBytes: 9, tail: null }, null, false],
  ])('are whole, or not, with %s', (_, received, size, expected) => {
    expect(isWhole(received, size)).toBe(expected);
  });

  it('never need more parts than a store takes, nor larger ones than are cut', () => {
    const { maxBytes } = uploadMethods.TUS;
    for (const most of [1, 100e6, 50e9, maxBytes]) {
      const least = leastPartBytes(most);
      expect(Math.ceil(most / least)).toBeLessThanOrEqual(MAX_PARTS);
      expect(least).toBeLessThanOrEqual(USUAL_PART_BYTES);
    }
  });
});
