import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { beginSpan } from '../../platform/tracing/trace.js';
import { ADMISSION_QUEUE, type AdmissionHint, AdmissionHints } from '../uploads/index.js';
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

  async process({ data }: Job<AdmissionHint>): Promise<void> {
    // Each span of the loop belongs to the trace of its own upload.
    if (data.traceparent) beginSpan('take admission', { kind: 'consumer', continues: data.traceparent })?.end();
    this.loop.wake();
  }

  /** Without a listener BullMQ prints every error. Hints that are lost meanwhile are made up for by the loop's poll. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.warning.warn(`The queue does not answer, trying again: ${error.message}`);
  }
}
