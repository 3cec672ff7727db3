import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** Reads 256 MiB in chunks of 64 KiB and prints the most bytes of buffers that there were. */
const READ_MUCH = `
  const { StreamGarbage } = await import(process.argv[1]);
  const garbage = new StreamGarbage();
  let most = 0;
  for (let read = 0; read < 4096; read++) {
    garbage.count(Buffer.alloc(65536));
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  }
  console.log(most)`;

function mostBuffered(...options: string[]): number {
  const module = join(process.cwd(), 'dist/src/platform/memory/stream-garbage.js');
  const run = [...options, '--input-type=module', '--eval', READ_MUCH, module];
  return Number(execFileSync(process.execPath, run, { encoding: 'utf8' }));
}

describe('StreamGarbage', () => {
  it('frees what was read, where the process was started to do so', () => {
    expect(mostBuffered('--expose-gc')).toBeLessThan(16 * 1024 * 1024);
  });

  it('does nothing where it was not', () => {
    expect(mostBuffered()).toBeGreaterThan(16 * 1024 * 1024);
  });

  it('changes no flag of V8 in a process that runs, and neither does any code of ours', async () => {
    const names = (await readdir('src', { recursive: true })).filter((name) => /(?<!\.spec)\.ts$/.test(name));
    const sources = await Promise.all(names.map((name) => readFile(join('src', name), 'utf8')));
    expect(names.filter((_, n) => sources[n]!.includes('setFlagsFromString'))).toEqual([]);
  });
});
