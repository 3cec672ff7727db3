import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { ADMISSION_QUEUE, AdmissionHints } from '../uploads/index.js';
import { AdmissionLoop } from './admission-loop.js';

/**
 * Wakes the loop when an upload was confirmed: by this process directly, by others through the queue. Which upload is next is
 * decided by the claim, not by the job; jobs of earlier releases named an upload, and mean the same.
 */
@Processor(ADMISSION_QUEUE, { concurrency: 8 })
export class AdmissionProcessor extends WorkerHost {
  private readonly warning = new OccasionalWarning(new Logger('Queue'));

  constructor(
    private readonly loop: AdmissionLoop,
    hints: AdmissionHints,
  ) {
    super();
    hints.connect(() => loop.wake());
  }

  async process(): Promise<void> {
    this.loop.wake();
  }

  /** Without a listener BullMQ prints every error. Hints that are lost meanwhile are made up for by the loop's poll. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.warning.warn(`The queue does not answer, trying again: ${error.message}`);
  }
}
