import { EventChannel, type Subscriber, type Subscription } from '../events/event-channel.js';
import type { BackgroundService, Measure } from './background-service.js';
import { WorkPool, type WorkPoolOptions } from './work-pool.js';

export interface HintedLoopOptions extends WorkPoolOptions {
  /** Whether a message of the channel may have made something due. */
  isHint: (message: string) => boolean;
}

/** A pool of work that messages of any process wake. */
export abstract class HintedLoop implements BackgroundService, Subscriber {
  private readonly pool: WorkPool;
  private readonly isHint: HintedLoopOptions['isHint'];
  private subscription?: Subscription;

  constructor(
    private readonly channel: EventChannel,
    { isHint, ...pool }: HintedLoopOptions,
  ) {
    this.pool = new WorkPool(pool);
    this.isHint = isHint;
  }

  start(measure: Measure): void {
    this.subscription = this.channel.subscribe(this);
    this.pool.start(measure);
  }

  onMessage(message: string): void {
    if (this.isHint(message)) this.pool.wake();
  }

  /** Messages may have been missed. */
  onOpen(): void {
    this.pool.wake();
  }

  async stop(): Promise<void> {
    await Promise.all([this.subscription?.close(), this.pool.stop()]);
  }
}
