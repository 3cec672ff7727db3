import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  Cage,
  type CagedInput,
  type CagedProgram,
  CageError,
  CagedFailure,
  type CageFrame,
  type CageJob,
} from '../../src/platform/cage/cage.js';

/**
 * Runs caged programs in this process, for specs that run thousands of them on small files: a process of its own each time
 * would take minutes. Nothing confines the program; the output of a job is in memory.
 */
export class InProcessCage extends Cage {
  async *run({ program, options, input: source }: CageJob, signal: AbortSignal): AsyncGenerator<CageFrame> {
    const input = await spooled(await source.open(signal), source.size);
    const frames: CageFrame[] = [];
    let failure: unknown;
    try {
      const { default: main } = (await import(program.href)) as { default: CagedProgram };
      await main(
        input,
        {
          message: (value) =>
            void frames.push({ kind: 'message', value: JSON.parse(JSON.stringify(value)) as unknown }),
          bytes: (chunk) => void frames.push({ kind: 'bytes', bytes: Buffer.from(chunk) }),
        },
        options,
      );
    } catch (error) {
      failure = error;
    } finally {
      closeSync(input.fd);
    }
    yield* frames;
    if (failure instanceof CagedFailure) throw new CageError('program', failure.message, failure.code);
    if (failure !== undefined) throw failure;
  }
}

async function spooled(source: Readable, size: number): Promise<CagedInput> {
  const folder = mkdtempSync(join(tmpdir(), 'airlock-in-process-'));
  const path = join(folder, 'input');
  const fd = openSync(path, 'wx+');
  unlinkSync(path);
  rmSync(folder, { recursive: true });
  for await (const chunk of source as AsyncIterable<Buffer>) writeSync(fd, chunk);
  const read = (start: number, end: number) => {
    const buffer = Buffer.alloc(Math.max(0, Math.min(end, size - 1) - start + 1));
    return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, start));
  };
  return { size, fd, read, stream: (start = 0, end = size - 1) => Readable.from([read(start, end)]) };
}
