import { Injectable, Logger } from '@nestjs/common';
import { Handlers } from '../../platform/handlers/handlers.js';
import type { Tx } from '../../platform/prisma/database.js';
import { inSavepoint } from '../../platform/prisma/savepoint.js';
import { ParkedEventsRepository } from './parked-events.repository.js';
import { RelaySubscriber } from './relay-subscriber.js';
import type { RelayedEvent } from './relayed-event.js';

/** The relay subscribers of this process. */
@Injectable()
export class RelaySubscribers {
  private readonly logger = new Logger('Relay');

  constructor(
    private readonly handlers: Handlers,
    private readonly parked: ParkedEventsRepository,
  ) {}

  named(name: string): RelaySubscriber | undefined {
    return this.handlers.of(RelaySubscriber).find((subscriber) => subscriber.name === name)?.instance;
  }

  /** Events that a subscriber fails to take are parked in the same transaction; the other subscribers are not affected. */
  async deliver(tx: Tx, events: RelayedEvent[]): Promise<void> {
    for (const { name, instance } of this.handlers.of(RelaySubscriber)) {
      const wanted = events.filter((event) => instance.wants?.(event) ?? true);
      if (wanted.length === 0) continue;
      const error = await inSavepoint(tx, () => instance.take(tx, wanted));
      if (error === undefined) continue;
      const reason = await this.parked.park(tx, name, wanted, error);
      this.logger.error(`${name} failed to take ${wanted.length} events, which are parked and retried: ${reason}`);
    }
  }
}
