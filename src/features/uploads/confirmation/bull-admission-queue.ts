import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { AdmissionQueue } from './admission-queue.js';

export const ADMISSION_QUEUE = 'admission';

/** The version of the payload, for workers of another release. */
const PAYLOAD_VERSION = 1;
const ADD_DEADLINE_MS = 2_000;
/** The client keeps hints for an unavailable queue in memory: no more of them than this. */
const MOST_UNANSWERED = 100;

@Injectable()
export class BullAdmissionQueue extends AdmissionQueue {
  private unanswered = 0;

  constructor(@InjectQueue(ADMISSION_QUEUE) private readonly queue: Queue) {
    super();
    // `add` reports a broken connection; without a listener it would end the process.
    queue.on('error', () => undefined);
  }

  /** Gives up after ADD_DEADLINE_MS: no request may wait for a hint. */
  async add(uploadId: string): Promise<void> {
    if (this.unanswered >= MOST_UNANSWERED) throw new Error('the queue has not answered for a while');
    this.unanswered += 1;
    const added = this.queue.add(
      'admit',
      { version: PAYLOAD_VERSION, uploadId },
      { removeOnComplete: true, removeOnFail: 100 },
    );
    const answered = () => void (this.unanswered -= 1);
    added.then(answered, answered);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the queue does not answer')), ADD_DEADLINE_MS);
    });
    await Promise.race([added, late]).finally(() => clearTimeout(timer));
  }
}
