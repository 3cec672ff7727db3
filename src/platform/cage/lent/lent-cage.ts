import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { asBuffer, serveValues, valuesFrom } from '../../threads/port-values.js';
import { Cage, type CageFrame, type CageJob } from '../cage.js';

/** A job that another thread asks for. Its input and its frames pass through ports of their own. */
export interface LentJob extends Omit<CageJob, 'program' | 'input'> {
  program: string;
  size: number;
  input: MessagePort;
  frames: MessagePort;
}

/** The cage of the main thread, used from another one: all threads of a process share its places. */
export class LentCage extends Cage {
  constructor(private readonly ask: (job: LentJob, ports: MessagePort[]) => void) {
    super();
  }

  async *run({ input, program, ...job }: CageJob, signal: AbortSignal): AsyncGenerator<CageFrame> {
    signal.throwIfAborted();
    const [bytes, frames] = [new MessageChannel(), new MessageChannel()];
    const source = new FailingSource(input, signal);
    serveValues(bytes.port1, source.chunks());
    const lent = { ...job, program: program.href, size: input.size, input: bytes.port2, frames: frames.port2 };
    this.ask(lent, [bytes.port2, frames.port2]);
    try {
      for await (const frame of valuesFrom(frames.port1, signal)) yield withBuffer(frame as CageFrame);
    } catch (error) {
      throw source.failure ?? error;
    } finally {
      bytes.port1.close();
    }
  }
}

/** Keeps the error of a source: what comes back of it through two threads has lost its class. */
class FailingSource {
  failure: unknown;

  constructor(
    private readonly input: CageJob['input'],
    private readonly signal: AbortSignal,
  ) {}

  async *chunks(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of (await this.input.open(this.signal)) as AsyncIterable<Buffer>) yield chunk;
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}

function withBuffer(frame: CageFrame): CageFrame {
  return frame.kind === 'bytes' ? { ...frame, bytes: asBuffer(frame.bytes) } : frame;
}
