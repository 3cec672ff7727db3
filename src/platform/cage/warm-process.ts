import type { CagedProcess } from './process/caged-process.js';
import { isSameShape, type ProcessShape } from './process/command.js';

const IDLE_MS = 60_000;

/** A process that is started before its job comes. It ends when none comes for a minute. */
export class WarmProcess {
  private readonly starting: Promise<CagedProcess | undefined>;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly shape: ProcessShape,
    start: (shape: ProcessShape) => Promise<CagedProcess>,
  ) {
    // A process that cannot be started fails the job that needs one, not this one.
    this.starting = start(shape).catch(() => undefined);
    void this.starting.then((child) => child?.hold(false));
    this.timer = setTimeout(() => void this.end(), IDLE_MS).unref();
  }

  /** The process, when it has the right shape and still lives. */
  async take(shape: ProcessShape): Promise<CagedProcess | undefined> {
    clearTimeout(this.timer);
    const isRight = isSameShape(shape, this.shape);
    if (!isRight) void this.end();
    const child = isRight ? await this.starting : undefined;
    return child?.hasEnded ? undefined : child;
  }

  /** Resolves when the process is gone. */
  async end(): Promise<void> {
    clearTimeout(this.timer);
    const child = await this.starting;
    child?.kill();
    await child?.ended;
  }
}
