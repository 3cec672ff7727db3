import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';

export const HEALTH_QUEUE = 'health';

/** Whether the queue's engine answers. */
@Injectable()
export class JobsHealth {
  constructor(@InjectQueue(HEALTH_QUEUE) private readonly queue: Queue) {
    queue.on('error', () => undefined);
  }

  async ping(): Promise<void> {
    await this.queue.getJobCounts('waiting');
  }
}
