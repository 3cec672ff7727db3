import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';

export const HEALTH_QUEUE = 'health';

/** Whether the queue's engine answers. */
@Injectable()
export class JobsHealth {
  private lastError: Error | undefined;

  constructor(@InjectQueue(HEALTH_QUEUE) private readonly queue: Queue) {
    queue.on('error', (error) => (this.lastError = error));
  }

  /** Rejects with the error of the connection, when there is one: Redis's client waits for a connection without an end. */
  async ping(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<never>((_, reject) => {
      const late = setTimeout(() => this.lastError && reject(this.lastError), HALF_SECOND_MS);
      signal.addEventListener('abort', () => clearTimeout(late), { once: true });
    });
    await Promise.race([this.queue.getJobCounts('waiting'), aborted]);
    this.lastError = undefined;
  }
}

/** A connection that works answers sooner; one that does not has failed by then. */
const HALF_SECOND_MS = 500;
