import { Injectable, Logger, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterPostgres, RateLimiterRedis } from 'rate-limiter-flexible';
import { Config } from '../../config/config.js';
import { OccasionalWarning } from '../background/occasional-warning.js';
import { Database } from '../prisma/database.js';
import { InsuredRateCounter } from './insured.rate-counter.js';
import type { RateCounter } from './rate-counter.js';

/** What a counter counts: a name for its keys, and the length of its periods. */
export interface Counted {
  name: string;
  seconds: number;
}

type StoreOf = (options: { keyPrefix: string; points: number; duration: number }) => RateLimiterAbstract;

/** A count takes about a millisecond. Uploads do not wait for a Redis that takes longer than this. */
const PATIENCE_MS = 500;

/** Makes counters that all processes share: in Redis when REDIS_URL is set, else in PostgreSQL. */
@Injectable()
export class RateCounters implements OnApplicationShutdown {
  private readonly warning = new OccasionalWarning(new Logger('RateLimits'));
  private readonly redis?: Redis;

  constructor(
    config: Config,
    private readonly database: Database,
    @Optional() commandTimeout: number = PATIENCE_MS,
  ) {
    const url = config.get('REDIS_URL');
    if (!url) return;
    this.redis = new Redis(url, { connectTimeout: 5_000, commandTimeout, maxRetriesPerRequest: 1 });
    // Each count that fails warns; without a listener every attempt to connect would be logged as well.
    this.redis.on('error', () => undefined);
  }

  counterOf({ name, seconds }: Counted): RateCounter {
    const storeOf = this.redis ? this.inRedis(this.redis) : this.inPostgres();
    // The library's own limit is not used: who counts decides what is too many.
    const store = storeOf({ keyPrefix: `airlock:rate:${name}`, points: 0, duration: seconds });
    return new InsuredRateCounter(store, this.warning, seconds);
  }

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }

  private inRedis(storeClient: Redis): StoreOf {
    return (options) => new RateLimiterRedis({ ...options, storeClient, rejectIfRedisNotReady: true });
  }

  /** The table is made by a migration. The library removes, every five minutes, what ended more than an hour ago. */
  private inPostgres(): StoreOf {
    const { systemPool: storeClient } = this.database;
    return (options) =>
      new RateLimiterPostgres({
        ...{ ...options, storeClient, storeType: 'pool' },
        ...{ tableName: 'rate_counts', tableCreated: true, clearExpiredByTimeout: true },
      });
  }
}
