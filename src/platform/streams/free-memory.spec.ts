import { describe, expect, it } from '@jest/globals';
import { freeMemory } from './free-memory.js';

describe('freeing the memory of a chunk', () => {
  it('leaves nothing of a chunk that has memory of its own', () => {
    const chunk = Buffer.allocUnsafeSlow(65_536);
    const { buffer } = chunk;
    freeMemory(chunk);
    expect(chunk).toHaveLength(0);
    expect(buffer.byteLength).toBe(0);
  });

  it('leaves a chunk alone that shares its memory', () => {
    const all = Buffer.alloc(10, 'a');
    const chunk = all.subarray(2, 8);
    freeMemory(chunk);
    expect(chunk.toString()).toBe('aaaaaa');
    expect(all.toString()).toBe('aaaaaaaaaa');
  });
});
