import { Readable } from 'node:stream';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Config } from '../../../src/config/config.js';
import { CageMetrics } from '../../../src/platform/cage/cage-metrics.js';
import { ProcessCage } from '../../../src/platform/cage/process.cage.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { TemporaryFiles } from '../../../src/platform/temporary-files/temporary-files.js';
import type { CageFrame, CageLimits } from '../../../src/platform/cage/cage.js';

const program = new URL('../../support/cage/programs.js', import.meta.url);
let directory: string;
let cage: ProcessCage;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'airlock-cage-'));
  const config = { get: () => 2 } as unknown as Config;
  cage = new ProcessCage(new TemporaryFiles(directory), new CageMetrics(new Metrics()), config);
});
afterAll(async () => {
  cage.onApplicationShutdown();
  await rm(directory, { recursive: true });
});

async function run(act: string, limits: Partial<CageLimits> = {}, content = 'hello'): Promise<CageFrame[]> {
  const bytes = Buffer.from(content);
  const input = { size: bytes.length, open: async () => Readable.from([bytes]) };
  const frames: CageFrame[] = [];
  for await (const frame of cage.run(
    { program, options: { act }, input, limits, lane: 'ingestion' },
    new AbortController().signal,
  ))
    frames.push(frame);
  return frames;
}

describe('a caged job', () => {
  it('reads its input and writes messages and bytes', async () => {
    const [message, bytes] = await run('echo');
    expect(message).toEqual({ kind: 'message', value: { size: 5 } });
    expect(bytes).toEqual({ kind: 'bytes', bytes: Buffer.from('hello') });
  });
  it.each([
    ['refuse', { cause: 'program', code: 'encrypted' }],
    ['fail', { cause: 'program' }],
    ['abort', { cause: 'crash' }],
    ['spin', { cause: 'timeout' }],
    ['wait', { cause: 'timeout' }],
    ['heap', { cause: 'memory' }],
    ['buffers', { cause: 'memory' }],
    ['wasm', { cause: 'memory' }],
    ['flood', { cause: 'output' }],
  ])('%s', async (act, expected) => {
    await expect(
      run(act, { seconds: act === 'spin' || act === 'wait' ? 1 : 30, heapMiB: 64, residentMiB: 200, outputBytes: 5e6 }),
    ).rejects.toMatchObject(expected);
    await expect(run('nothing')).resolves.toEqual([]);
  });
});
