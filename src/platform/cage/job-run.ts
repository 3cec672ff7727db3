import { CageError, type CageFrame, type CageJob, type CageLimits } from './cage.js';
import { framesOf, type RawFrame } from './process/frame-reader.js';
import { FrameKind } from './protocol.js';
import type { CagedProcess } from './process/caged-process.js';
import { Deadline } from './process/deadline.js';
import { crashOf, failureOf } from './process/failures.js';
import { MemoryWatch } from './process/resident-memory.js';
import { untrustedJson } from './untrusted-json.js';

const MIB = 1024 * 1024;
/** Counted for each frame besides its content, so that a flood of empty ones ends. */
const FRAME_COST = 64;

/** One job in one process, which is killed afterwards, however it went. */
export class JobRun {
  /** The most resident memory that was seen, in bytes. */
  peakBytes = 0;
  private reason: unknown;
  private readonly deadline: Deadline;
  private outputBytes = 0;

  constructor(
    private readonly child: CagedProcess,
    private readonly job: CageJob,
    private readonly limits: CageLimits,
  ) {
    const late = new CageError('timeout', `The program did not end within ${limits.seconds} s`);
    this.deadline = new Deadline(limits.seconds * 1_000, () => this.end(late));
  }

  async *frames(signal: AbortSignal): AsyncGenerator<CageFrame> {
    const { residentMiB } = this.limits;
    const tooMuch = new CageError('memory', `The program took more than ${residentMiB} MiB of memory`);
    const memory = new MemoryWatch(this.child, residentMiB * MIB, () => this.end(tooMuch));
    const abort = () => this.end(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      signal.throwIfAborted();
      await this.begin(signal);
      yield* this.read();
      memory.look();
    } catch (error) {
      throw this.reason ?? error;
    } finally {
      signal.removeEventListener('abort', abort);
      memory.stop();
      this.deadline.pause();
      this.child.kill();
      this.peakBytes = memory.peak;
    }
  }

  private async begin(signal: AbortSignal): Promise<void> {
    const { input, program, options } = this.job;
    const source = await input.open(signal);
    await this.child.begin(source, { program: program.href, options, size: input.size }, signal);
  }

  /** The frames until the last one. The deadline stands still while the caller has one. */
  private async *read(): AsyncGenerator<CageFrame> {
    const frames = framesOf(this.child.output);
    for (;;) {
      this.deadline.run();
      const { value: frame } = await frames.next();
      this.deadline.pause();
      if (this.reason !== undefined) throw this.reason;
      if (!frame) throw await crashOf(this.child);
      if (frame.kind === FrameKind.done) return;
      yield this.take(frame);
    }
  }

  private take({ kind, content }: RawFrame): CageFrame {
    this.outputBytes += content.length + FRAME_COST;
    if (kind === FrameKind.failed) throw failureOf(content);
    if (this.outputBytes > this.limits.outputBytes)
      throw new CageError('output', `The program wrote more than ${this.limits.outputBytes} bytes`);
    if (kind === FrameKind.bytes) return { kind: 'bytes', bytes: content };
    if (kind === FrameKind.message) return { kind: 'message', value: untrustedJson(content) };
    throw new CageError('crash', 'The program wrote a frame of an unknown kind');
  }

  private end(reason: unknown): void {
    this.reason ??= reason;
    this.child.kill();
  }
}
