import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newHasher, sha256 } from './hasher.js';
import { endOf, Sha256 } from './sha256.js';

const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 131 + (i >> 8)) % 256);

describe('SHA-256 in pieces', () => {
  it('is that of Node for every length around the ends of blocks', () => {
    for (let length = 0; length <= 260; length++) {
      const bytes = bytesOf(length);
      expect([length, new Sha256().update(bytes).hex()]).toEqual([length, expected(bytes)]);
    }
  });

  it.each([1, 3, 63, 64, 65, 127, 1000])('is the same in pieces of %i bytes', (size) => {
    const [bytes, hash] = [bytesOf(5000), new Sha256()];
    for (let at = 0; at < bytes.length; at += size) hash.update(bytes.subarray(at, at + size));
    expect(hash.hex()).toBe(expected(bytes));
  });

  it('counts bits beyond 32 of them', () => {
    expect([...endOf(2 ** 33 + 57)].slice(-8)).toEqual([0, 0, 0, 16, 0, 0, 1, 200]);
  });

  it('is our own where there is no Node and no WebCrypto', async () => {
    const bytes = bytesOf(2_000_000);
    const { process, crypto } = globalThis;
    try {
      Object.assign(globalThis, { process: undefined });
      Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
      const hasher = newHasher();
      await hasher.update(bytes);
      expect([hasher.hex(), await sha256(bytes)]).toEqual([expected(bytes), expected(bytes)]);
    } finally {
      Object.assign(globalThis, { process });
      Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true });
    }
  });
});
