import { type EventPublisher } from '../events/event-publisher.js';
import { type Buckets } from './buckets.js';
import { cleanUp } from './clean-up.js';
import { applyLifecycle } from './lifecycle.js';

const HOUR_MS = 3600 * 1000;

/** Background work of a running store: cleans up once after the start, applies lifecycle rules every hour. */
export class Housekeeping {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly buckets: Buckets,
    private readonly events: EventPublisher,
    private readonly clock: () => number,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.enqueue(() => cleanUp(this.buckets, this.stopping.signal));
    this.enqueue(() => this.applyRules());
    this.timer = setInterval(() => this.enqueue(() => this.applyRules()), HOUR_MS);
    this.timer.unref();
  }

  /** Resolves when all started work is done. */
  async whenDone(): Promise<void> {
    await this.work;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.work;
  }

  private enqueue(step: () => Promise<void>): void {
    this.work = this.work.then(() => (this.stopping.signal.aborted ? undefined : step())).catch(this.onError);
  }

  private async applyRules(): Promise<void> {
    for (const bucket of this.buckets.all()) {
      await applyLifecycle(bucket, this.clock(), (record) => this.events.removed(bucket, record));
    }
  }
}
