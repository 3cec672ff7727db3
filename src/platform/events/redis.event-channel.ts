import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { systemCause } from '../../shared/errors/system-errors.js';
import { OccasionalWarning } from '../background/occasional-warning.js';
import { guarded } from '../listeners/guarded.js';
import type { Tx } from '../prisma/database.js';
import { EventChannel, type Subscriber, type Subscription } from './event-channel.js';

const CHANNEL = 'airlock:events';
const OPTIONS = { lazyConnect: true, connectTimeout: 5_000, commandTimeout: 2_000 };

/** Pub/sub: for databases behind a pooler without LISTEN, and for many api processes. */
export class RedisEventChannel extends EventChannel implements OnApplicationShutdown {
  private readonly warning = new OccasionalWarning(new Logger('Events'));
  private publisher?: Redis;

  constructor(private readonly url: string) {
    super();
  }

  async send(_tx: Tx, messages: string[]): Promise<() => Promise<void>> {
    return async () => {
      for (const message of messages) await this.publishing().publish(CHANNEL, message);
    };
  }

  protected connect(subscriber: Subscriber): Subscription {
    const client = this.client({ autoResubscribe: false, maxRetriesPerRequest: null });
    const deliver = (_channel: string, message: string) => subscriber.onMessage(message);
    const subscribe = () =>
      client.subscribe(CHANNEL).then(
        () => subscriber.onOpen(),
        () => client.disconnect(true),
      );
    client.on('message', guarded(deliver)).on('ready', guarded(subscribe));
    client.connect().catch(() => undefined);
    return { close: async () => client.disconnect() };
  }

  onApplicationShutdown(): void {
    this.publisher?.disconnect();
  }

  /** A message that cannot be sent at once is dropped: it is a hint, and kept ones would pile up. */
  private publishing(): Redis {
    return (this.publisher ??= this.client({ maxRetriesPerRequest: 1 }));
  }

  private client(options: object): Redis {
    const client = new Redis(this.url, { ...OPTIONS, ...options });
    client.on('error', (error: Error) => {
      const found = systemCause(error);
      const why = found ? `Redis cannot be reached: ${found.what} (${found.code})` : error.message;
      this.warning.warn(`Changes arrive late, trying again: ${why}`);
    });
    return client;
  }
}
