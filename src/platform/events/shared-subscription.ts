import { guarded } from '../listeners/guarded.js';
import type { Subscriber, Subscription } from './subscription.js';

/** All subscribers of a process on one connection, which lasts as long as there is one. */
export class SharedSubscription implements Subscriber {
  private readonly subscribers = new Set<Subscriber>();
  private connection?: Subscription;
  private isOpen = false;

  constructor(private readonly connect: (subscriber: Subscriber) => Subscription) {}

  add(subscriber: Subscriber): Subscription {
    this.subscribers.add(subscriber);
    this.connection ??= this.connect(this);
    // For one that comes later, the connection opens now.
    if (this.isOpen) queueMicrotask(() => this.subscribers.has(subscriber) && guarded(() => subscriber.onOpen())());
    return { close: () => this.remove(subscriber) };
  }

  onMessage(message: string): void {
    for (const subscriber of this.subscribers) guarded(() => subscriber.onMessage(message))();
  }

  onOpen(): void {
    this.isOpen = true;
    for (const subscriber of this.subscribers) guarded(() => subscriber.onOpen())();
  }

  private async remove(subscriber: Subscriber): Promise<void> {
    this.subscribers.delete(subscriber);
    if (this.subscribers.size > 0) return;
    const { connection } = this;
    this.connection = undefined;
    this.isOpen = false;
    await connection?.close();
  }
}
