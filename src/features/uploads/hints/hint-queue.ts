import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { inSpan, type OpenSpan } from '../../../platform/tracing/trace.js';
import { OccasionalWarning } from '../../../platform/background/occasional-warning.js';

export const ADMISSION_QUEUE = 'admission';

/** The version of the payload, for workers of another release. Version 1 named an upload; its jobs wake a worker, too. */
const PAYLOAD_VERSION = 2;
const ADD_DEADLINE_MS = 2_000;
/** The client keeps hints for an unavailable queue in memory: no more of them than this. */
const MOST_UNANSWERED = 10;

/**
 * One hint waits, whatever it is for, and one more while it is handled: what was confirmed after the worker looked is looked
 * for again.
 */
const deduplication = { id: 'work', keepLastIfActive: true };

/** The content of a hint. `traceparent`: of the span that put it into the queue, where that process traces. */
export interface AdmissionHint {
  version: number;
  traceparent?: string;
}

const hint = (span?: OpenSpan): AdmissionHint => ({
  version: PAYLOAD_VERSION,
  ...(span && { traceparent: span.traceparent }),
});

/** Hints to other processes, in the job queue. */
@Injectable()
export class HintQueue {
  private readonly warning = new OccasionalWarning(new Logger('Admission'));
  private unanswered = 0;

  constructor(@InjectQueue(ADMISSION_QUEUE) private readonly queue: Queue) {
    // `add` reports a broken connection; without a listener it would end the process.
    queue.on('error', () => undefined);
  }

  /**
   * `traceparent`: of the span that gives the hint. Never fails, and ends after ADD_DEADLINE_MS at the latest: a lost hint
   * costs a second, never an upload.
   */
  async add(traceparent?: string): Promise<void> {
    try {
      if (this.unanswered >= MOST_UNANSWERED) throw new Error('it has not answered for a while');
      await this.addInTime(traceparent);
    } catch (error) {
      this.warning.warn(`The queue took no hint: ${(error as Error).message}`);
    }
  }

  private async addInTime(traceparent?: string): Promise<void> {
    this.unanswered += 1;
    const options = { deduplication, removeOnComplete: true, removeOnFail: 100 };
    const put = (span?: OpenSpan) => this.queue.add('admit', hint(span), options);
    const added = traceparent ? inSpan('queue admission', { kind: 'producer', continues: traceparent }, put) : put();
    const answered = () => void (this.unanswered -= 1);
    added.then(answered, answered);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('it does not answer')), ADD_DEADLINE_MS);
    });
    await Promise.race([added, late]).finally(() => clearTimeout(timer));
  }
}
