import { setImmediate } from 'node:timers/promises';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { StreamGarbage } from './stream-garbage.js';

const MIB = 1024 * 1024;

describe('StreamGarbage', () => {
  it('frees what was read, long before the engine would by itself', async () => {
    const garbage = new StreamGarbage();
    const before = process.memoryUsage.rss();
    let most = before;
    for (let read = 0; read < 512 * 16; read++) {
      garbage.count(Buffer.alloc(MIB / 16, 1));
      if (read % 16 === 0) most = Math.max(most, process.memoryUsage.rss());
      if (read % 16 === 0) await setImmediate();
    }
    expect(most - before).toBeLessThan(64 * MIB);
  });

  it('needs no flag of V8, and no code of ours sets one', async () => {
    expect(globalThis).not.toHaveProperty('gc');
    const names = (await readdir('src', { recursive: true })).filter((name) => /(?<!\.spec)\.ts$/.test(name));
    const sources = await Promise.all(names.map((name) => readFile(join('src', name), 'utf8')));
    expect(names.filter((_, n) => /setFlagsFromString|expose-gc/.test(sources[n]!))).toEqual([]);
  });
});
