import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { OccasionalWarning } from '../background/occasional-warning.js';
import { guarded } from '../listeners/guarded.js';
import { TimeoutClient } from '../prisma/connections/timeout-client.js';
import { serviceConnection } from '../prisma/connections/connection-options.js';
import { timeouts } from '../prisma/connections/timeouts.js';
import type { Subscriber, Subscription } from './event-channel.js';

const RETRY_MS = 1_000;
/** A connection that broke without an error is found by a query this often. */
const PROBE_MS = 10_000;

/** LISTEN on a connection of its own; when that ends, on the next one. */
export class PostgresSubscription implements Subscription {
  private readonly warning = new OccasionalWarning(new Logger('Events'));
  private readonly closing = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly connectionString: string,
    private readonly channel: string,
    private readonly subscriber: Subscriber,
  ) {
    this.running = this.keepListening();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async keepListening(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const client = new TimeoutClient({ ...serviceConnection(this.connectionString), responseMs: timeouts.connectMs });
      try {
        await this.listenOn(client);
      } catch (error) {
        if (!signal.aborted) this.warning.warn(`Changes arrive late, trying again: ${(error as Error).message}`);
      }
      await client.end().catch(() => undefined);
      await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Ends when the connection does, by an error. */
  private async listenOn(client: pg.Client): Promise<void> {
    const { signal } = this.closing;
    const broken = new Promise<never>((_, reject) => {
      client.on('error', reject);
      client.on('end', () => reject(new Error('the connection ended')));
      signal.addEventListener('abort', () => reject(new Error('closed')), { once: true });
    });
    broken.catch(() => undefined);
    const deliver = ({ payload }: pg.Notification) => this.subscriber.onMessage(payload ?? '');
    client.on('notification', guarded(deliver));
    await Promise.race([client.connect(), broken]);
    await Promise.race([client.query(`LISTEN ${this.channel}`), broken]);
    this.subscriber.onOpen();
    for (;;) {
      await Promise.race([pause(PROBE_MS, undefined, { signal }), broken]);
      await Promise.race([client.query('SELECT 1'), broken]);
    }
  }
}
