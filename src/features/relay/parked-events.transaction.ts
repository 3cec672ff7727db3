import { Injectable, Logger } from '@nestjs/common';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { inSavepoint } from '../../platform/prisma/savepoint.js';
import { type ParkedEvent, ParkedEventsRepository } from './parked-events.repository.js';
import { RelaySubscribers } from './relay-subscribers.js';

const LONGEST_WAIT_SECONDS = 3600;

/** Retries parked events, each in a transaction of its own, after growing waits. */
@Injectable()
export class ParkedEventsTransaction {
  private readonly logger = new Logger('Relay');

  constructor(
    private readonly database: Database,
    private readonly parked: ParkedEventsRepository,
    private readonly subscribers: RelaySubscribers,
  ) {}

  /** One of those that are due; `true` when there may be more. */
  retryNext(): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      const next = await this.parked.lockNext(tx);
      if (next) await this.retry(tx, next);
      return next !== undefined;
    });
  }

  private async retry(tx: Tx, { id, subscriber: name, tries, event }: ParkedEvent): Promise<void> {
    const error = await this.deliver(tx, name, event);
    if (error === undefined) return this.parked.remove(tx, id);
    const seconds = Math.min(2 ** Math.min(tries, 12), LONGEST_WAIT_SECONDS);
    const reason = await this.parked.postpone(tx, id, seconds, error);
    this.logger.error(`${name} failed to take ${event.type} of ${event.resource.id}, retry in ${seconds} s: ${reason}`);
  }

  private async deliver(tx: Tx, name: string, event: ParkedEvent['event']): Promise<unknown> {
    const subscriber = this.subscribers.named(name);
    if (!subscriber) return `no subscriber is named ${name}`;
    return subscriber.wants?.(event) === false ? undefined : inSavepoint(tx, () => subscriber.take(tx, [event]));
  }
}
