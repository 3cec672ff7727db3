import { Readable } from 'node:stream';
import { asBuffer, serveValues, valuesFrom } from '../../threads/port-values.js';
import type { Cage } from '../cage.js';
import type { LentJob } from './lent-cage.js';

/** Runs a job for another thread. It ends when that thread closes the port of the frames, or ends itself. */
export function lendCage(cage: Cage, { program, size, input, frames, ...job }: LentJob): void {
  const gone = new AbortController();
  frames.once('close', () => {
    gone.abort(new Error('The thread that asked for the job has given it up.'));
    input.close();
  });
  const open = async (signal: AbortSignal) => Readable.from(buffers(valuesFrom(input, signal)));
  serveValues(frames, cage.run({ ...job, program: new URL(program), input: { size, open } }, gone.signal));
}

async function* buffers(chunks: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield asBuffer(chunk as Uint8Array);
}
