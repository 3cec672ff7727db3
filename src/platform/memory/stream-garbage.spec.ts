import { describe, expect, it } from '@jest/globals';
import { StreamGarbage } from './stream-garbage.js';

const MIB = 1024 * 1024;

describe('StreamGarbage', () => {
  it('frees what was read, long before the engine would by itself', () => {
    const garbage = new StreamGarbage();
    const before = process.memoryUsage().arrayBuffers;
    for (let read = 0; read < 512; read++) garbage.count(Buffer.alloc(MIB));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MIB);
  });

  it('leaves no gc in the global scope', () => {
    new StreamGarbage().count({ length: 64 * MIB });
    expect(globalThis).not.toHaveProperty('gc');
  });
});
