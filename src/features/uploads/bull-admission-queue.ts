import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { AdmissionQueue } from './admission-queue.js';

export const ADMISSION_QUEUE = 'admission';

/** The version of the payload: a worker of another release knows what it reads. */
const PAYLOAD_VERSION = 1;
const ADD_DEADLINE_MS = 2_000;

@Injectable()
export class BullAdmissionQueue extends AdmissionQueue {
  constructor(@InjectQueue(ADMISSION_QUEUE) private readonly queue: Queue) {
    super();
    // A broken connection is told by `add`; without a listener it would end the process.
    queue.on('error', () => undefined);
  }

  /** Gives up after a moment: nobody may wait for a hint. */
  async add(uploadId: string): Promise<void> {
    const added = this.queue.add(
      'admit',
      { version: PAYLOAD_VERSION, uploadId },
      { removeOnComplete: true, removeOnFail: 100 },
    );
    added.catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the queue does not answer')), ADD_DEADLINE_MS);
    });
    await Promise.race([added, late]).finally(() => clearTimeout(timer));
  }
}
