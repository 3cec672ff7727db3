import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { CageFrame, CageJob } from '../../../src/platform/cage/cage.js';
import { CagedProcess } from '../../../src/platform/cage/process/caged-process.js';
import { WarmProcess } from '../../../src/platform/cage/warm-process.js';
import { TemporaryFiles } from '../../../src/platform/temporary-files/temporary-files.js';
import {
  childrenOf,
  framesOf,
  jobOf,
  nodeAlone,
  runningCage,
  type RunningCage,
} from '../../support/cage/running-cage.js';

const MIB = 1024 * 1024;
const tight = { seconds: 60, heapMiB: 64, residentMiB: 200, outputBytes: 5 * MIB };
const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

let running: RunningCage;
beforeAll(async () => {
  running = await runningCage();
});
afterAll(() => running.stop());

const run = (job: CageJob, signal?: AbortSignal) => framesOf(running.cage, job, signal);

describe('a caged job', () => {
  it('reads its input and writes messages and bytes', async () => {
    const frames = await run(jobOf('echo', {}, 'hello', { extra: ['ü'] }));
    expect(frames).toEqual([
      { kind: 'message', value: { size: 5, options: { act: 'echo', extra: ['ü'] } } },
      { kind: 'bytes', bytes: Buffer.from('hello') },
    ]);
  });

  it('reads at any place, cut at the end', async () => {
    expect(await run(jobOf('ends'))).toEqual([{ kind: 'message', value: ['he', 'lo'] }]);
  });

  it('may have an empty input', async () => {
    expect(await run(jobOf('measure', {}, ''))).toEqual([{ kind: 'message', value: { bytes: 0 } }]);
  });

  it('reads an input that is larger than its memory', async () => {
    const piece = Buffer.alloc(MIB, 7);
    const input = { size: 250 * MIB, open: async () => Readable.from(Array.from({ length: 250 }, () => piece)) };
    const frames = await run({ ...jobOf('measure', tight), input });
    expect(frames).toEqual([{ kind: 'message', value: { bytes: 250 * MIB } }]);
  });

  it('fails without running when the input has another size', async () => {
    const input = { size: 6, open: async () => Readable.from([Buffer.from('hello')]) };
    await expect(run({ ...jobOf('nothing'), input })).rejects.toThrow('must have the 6 bytes');
  });

  it('fails with the error of its source', async () => {
    const broken = async function* () {
      yield Buffer.from('he');
      throw new Error('the store is away');
    };
    const input = { size: 5, open: async () => Readable.from(broken()) };
    await expect(run({ ...jobOf('nothing'), input })).rejects.toThrow('the store is away');
  });

  it('runs only files of this application', async () => {
    const program = new URL('file:///etc/passwd');
    await expect(run({ ...jobOf('nothing'), program })).rejects.toThrow('built file');
  });
});

describe('a job that goes wrong', () => {
  const cases: [act: string, expected: object, limits?: object][] = [
    ['refuse', { cause: 'program', code: 'encrypted', message: 'The document has a password' }],
    ['fail', { cause: 'program', code: undefined, message: expect.stringContaining('a defect') }],
    ['a message that is too long', { cause: 'program', message: expect.stringContaining('1 MiB') }],
    ['fail in a later turn', { cause: 'crash', message: expect.stringContaining('a late defect') }],
    ['abort', { cause: 'crash', message: expect.stringContaining('SIGABRT') }],
    ['leave', { cause: 'crash', message: expect.stringContaining('exit code 0') }],
    ['spin', { cause: 'timeout' }, { seconds: 0.5 }],
    ['wait', { cause: 'timeout' }, { seconds: 0.5 }],
    ['objects without end', { cause: 'memory' }],
    ['buffers without end', { cause: 'memory' }],
    ['an impossible buffer', { cause: 'program' }],
    ['WebAssembly memory without end', { cause: 'memory' }],
    ['bytes without end', { cause: 'output' }],
    ['empty messages without end', { cause: 'output' }, { outputBytes: MIB / 8 }],
    // Which limit it meets first depends on how fast its writes leave.
    ['printing without end', { cause: expect.stringMatching(/^(timeout|memory|output)$/) }, { seconds: 0.5 }],
  ];
  // One parameter: to a function with more parameters than a case has values, jest passes a callback and waits for it.
  it.each(cases)('%s: has its cause, and the next job is not affected', async (...[act, expected, limits]) => {
    await expect(run(jobOf(act, { ...tight, ...limits }))).rejects.toMatchObject({ name: 'CageError', ...expected });
    await expect(run(jobOf('measure', tight))).resolves.toEqual([{ kind: 'message', value: { bytes: 5 } }]);
  });

  it('and whose process dies while it is given its input, ends as well', async () => {
    const piece = Buffer.alloc(MIB);
    const dying = async function* () {
      yield piece;
      for (const pid of childrenOf(process.pid)) process.kill(pid, 'SIGKILL');
      while (childrenOf(process.pid).length) await pause(5);
      for (let sent = 1; sent < 64; sent++) yield piece;
    };
    const input = { size: 64 * MIB, open: async () => Readable.from(dying(), { objectMode: false }) };
    await expect(run({ ...jobOf('measure', tight), input })).rejects.toMatchObject({ cause: 'crash' });
    await expect(run(jobOf('measure', tight))).resolves.toEqual([{ kind: 'message', value: { bytes: 5 } }]);
  });

  it('is logged in one line without control characters', async () => {
    warned.mockClear();
    await expect(run(jobOf('fail', tight))).rejects.toThrow();
    expect(warned.mock.calls).toEqual([
      [expect.stringMatching(/^programs failed by program: TypeError: a defect[\P{C}]*$/u)],
    ]);
  });

  it('is counted by program and outcome', async () => {
    await noJobRuns();
    const text = await running.metrics.registry.metrics();
    for (const outcome of ['done', 'timeout', 'memory', 'output', 'crash', 'program'])
      expect(text).toMatch(new RegExp(`airlock_cage_jobs_total\\{program="programs",outcome="${outcome}"\\} [1-9]`));
    expect(text).toMatch(/airlock_cage_job_peak_bytes_count\{program="programs"\} [1-9]/);
    await noJobRuns();
  });
});

describe('a caller', () => {
  it('that aborts ends the process, and gets its own reason', async () => {
    const aborting = new AbortController();
    const frames = running.cage.run(jobOf('spin'), aborting.signal);
    await frames.next();
    aborting.abort(new Error('not needed any more'));
    await expect(frames.next()).rejects.toThrow('not needed any more');
    await noJobRuns();
  });

  it('that stops reading ends the process', async () => {
    for await (const _frame of running.cage.run(jobOf('spin'), new AbortController().signal)) break;
    await noJobRuns();
  });

  it('that aborts while it waits for a place gives up its turn', async () => {
    const signal = new AbortController().signal;
    const holders = [1, 2].map(() => running.cage.run(jobOf('wait'), signal));
    await Promise.all(holders.map((holder) => holder.next()));
    const waiter = new AbortController();
    const waiting = run(jobOf('nothing'), waiter.signal);
    waiter.abort(new Error('gave up'));
    await expect(waiting).rejects.toThrow('gave up');
    // The other lane has places of its own.
    await expect(run({ ...jobOf('nothing'), lane: 'scanning' })).resolves.toEqual([]);
    await Promise.all(holders.map((holder) => holder.return(undefined)));
    await expect(run(jobOf('nothing'))).resolves.toEqual([]);
  });

  it('that reads slowly makes the program wait', async () => {
    const job = jobOf('many bytes', { seconds: 60, outputBytes: 256 * MIB }, '', { mebibytes: 128 });
    const frames = running.cage.run(job, new AbortController().signal);
    const before = process.memoryUsage().arrayBuffers;
    let bytes = lengthOf((await frames.next()).value as CageFrame);
    await untilItSleeps(childrenOf(process.pid));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * MIB);
    for await (const frame of frames) bytes += lengthOf(frame);
    expect(bytes).toBe(128 * MIB);
  });
});

it('a warm process that no job needs for a minute ends', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const isolation = await nodeAlone();
  const files = new TemporaryFiles(running.directory);
  let child!: CagedProcess;
  const warm = new WarmProcess(
    { heapMiB: 64, cpuSeconds: 10 },
    async (shape) => (child = await CagedProcess.start(shape, isolation, files)),
  );
  while (!child) await new Promise((resolve) => setImmediate(resolve));
  jest.advanceTimersByTime(59_999);
  expect([child.hasEnded, childrenOf(process.pid).includes(child.pid)]).toEqual([false, true]);
  jest.advanceTimersByTime(1);
  expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
  jest.useRealTimers();
  expect(await warm.take({ heapMiB: 64, cpuSeconds: 10 })).toBeUndefined();
});

it('leaves no process, descriptor or file after a hundred jobs', async () => {
  const fresh = await runningCage();
  const open = openDescriptors();
  const others = new Set(childrenOf(process.pid));
  for (let count = 0; count < 50; count++)
    await Promise.all([
      framesOf(fresh.cage, jobOf('nothing')),
      framesOf(fresh.cage, { ...jobOf('refuse'), lane: 'scanning' }).catch(() => undefined),
    ]);
  expect(readdirSync(fresh.directory)).toEqual([]);
  await fresh.stop();
  expect(childrenOf(process.pid).filter((id) => !others.has(id))).toEqual([]);
  expect(openDescriptors()).toBe(open);
});

const lengthOf = (frame: CageFrame) => (frame.kind === 'bytes' ? frame.bytes.length : 0);

/** Without the descriptor that lists them. */
function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

async function noJobRuns(): Promise<void> {
  const runs = async () =>
    (await running.metrics.registry.metrics()).match(/airlock_cage_processes\{lane="ingestion"\} (\d+)/)?.[1];
  while ((await runs()) !== '0') await pause(20);
}

/** Until no process has used the processor between two looks: all of them stand still. */
async function untilItSleeps(ids: number[]): Promise<void> {
  const used = () => ids.map((id) => readFileSync(`/proc/${id}/stat`, 'utf8').split(' ').slice(13, 15).join()).join();
  for (let before = '', same = 0; same < 5; before = used()) {
    await pause(50);
    same = used() === before ? same + 1 : 0;
  }
}
