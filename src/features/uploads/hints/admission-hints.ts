import { Injectable } from '@nestjs/common';
import { currentTrace, outsideSpans } from '../../../platform/tracing/trace.js';
import { HintQueue } from './hint-queue.js';
import { Throttle } from './throttle.js';

/** Between two hints of one process in the queue. */
const EVERY_MS = 50;

/**
 * Says that an upload waits for its scan. In a process that scans, its own loop is woken, and the queue is not used; other
 * processes put a hint into the queue, no more than one in EVERY_MS. Only a hint: which upload is next is decided by the claim,
 * and a lost one costs a second, because workers also poll.
 */
@Injectable()
export class AdmissionHints {
  private readonly throttle: Throttle;
  /** Of the span that gave the last hint. */
  private traceparent: string | undefined;
  private wake?: () => void;

  constructor(queue: HintQueue) {
    this.throttle = new Throttle(() => queue.add(this.traceparent), EVERY_MS);
  }

  /** The scans of this process: from now on they are woken directly. */
  connect(wake: () => void): void {
    this.wake = wake;
  }

  /** Returns at once, and never fails. */
  workWaits(): void {
    this.traceparent = currentTrace()?.traceparent;
    outsideSpans(() => (this.wake ? this.wake() : this.throttle.call()));
  }
}
