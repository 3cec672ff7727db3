import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { OccasionalWarning } from '../background/occasional-warning.js';
import { guarded } from '../listeners/guarded.js';
import type { Tx } from '../prisma/database.js';
import { type Ear, EventChannel, type Line } from './event-channel.js';

const CHANNEL = 'airlock:events';
const OPTIONS = { lazyConnect: true, connectTimeout: 5_000, commandTimeout: 2_000 };

/** Pub/sub: for databases behind a pooler that knows no LISTEN, and for many api processes. */
export class RedisEventChannel extends EventChannel implements OnApplicationShutdown {
  private readonly warning = new OccasionalWarning(new Logger('Events'));
  private publisher?: Redis;

  constructor(private readonly url: string) {
    super();
  }

  async send(_tx: Tx, messages: string[]): Promise<() => Promise<void>> {
    return async () => {
      for (const message of messages) await this.connected().publish(CHANNEL, message);
    };
  }

  listen(ear: Ear): Line {
    const subscriber = this.client({ autoResubscribe: false, maxRetriesPerRequest: null });
    const hear = (_channel: string, message: string) => ear.heard(message);
    const subscribe = () =>
      subscriber.subscribe(CHANNEL).then(
        () => ear.opened(),
        () => subscriber.disconnect(true),
      );
    subscriber.on('message', guarded(hear)).on('ready', guarded(subscribe));
    subscriber.connect().catch(() => undefined);
    return { close: async () => subscriber.disconnect() };
  }

  onApplicationShutdown(): void {
    this.publisher?.disconnect();
  }

  /** What cannot be said at once is not said: it is a hint, and kept ones would pile up. */
  private connected(): Redis {
    return (this.publisher ??= this.client({ maxRetriesPerRequest: 1 }));
  }

  private client(options: object): Redis {
    const client = new Redis(this.url, { ...OPTIONS, ...options });
    client.on('error', (error: Error) => this.warning.tell(`Changes are heard late, trying again: ${error.message}`));
    return client;
  }
}
