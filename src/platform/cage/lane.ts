import { Semaphore } from '../../shared/semaphore.js';
import type { ProcessShape } from './process/command.js';
import type { CagedProcess } from './process/caged-process.js';
import { WarmProcess } from './warm-process.js';

export type StartProcess = (shape: ProcessShape) => Promise<CagedProcess>;

/**
 * The processes of one kind of work: so many at a time, and one more that is warm for the next job. A warm process has the
 * shape of the job before; one that is not needed within a minute ends.
 */
export class Lane {
  private readonly places: Semaphore;
  private warm?: WarmProcess;
  waiting = 0;
  running = 0;

  constructor(
    size: number,
    private readonly start: StartProcess,
  ) {
    this.places = new Semaphore(size);
  }

  /** A process for one job, which has to kill it. Its place is free once it has ended. */
  async take(shape: ProcessShape, signal: AbortSignal): Promise<CagedProcess> {
    const free = await this.place(signal);
    try {
      const child = await this.next(shape);
      this.running += 1;
      child.hold(true);
      void child.ended.then(() => {
        this.running -= 1;
        free();
      });
      return child;
    } catch (error) {
      free();
      throw error;
    }
  }

  /** Ends the warm process. */
  async close(): Promise<void> {
    const { warm } = this;
    this.warm = undefined;
    await warm?.end();
  }

  private async place(signal: AbortSignal): Promise<() => void> {
    this.waiting += 1;
    try {
      return await this.places.acquire(signal);
    } finally {
      this.waiting -= 1;
    }
  }

  private async next(shape: ProcessShape): Promise<CagedProcess> {
    const { warm } = this;
    this.warm = undefined;
    const child = (await warm?.take(shape)) ?? (await this.start(shape));
    this.warm ??= new WarmProcess(shape, this.start);
    return child;
  }
}
