import { Injectable, Optional } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Tenant } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { BucketsRepository } from './buckets.repository.js';
import type { Bucket } from './domain/bucket.js';

/** Creating an upload reads its bucket each time: a change is seen everywhere after this long, here at once. */
const CACHE_MS = 4_000;
/** What is in use is read again this long before that, so that no create waits for it. */
const RENEW_MS = 1_000;
/** How exact that is: the cache reads the clock, and sets a timer, once in this long. */
const CLOCK_MS = 100;

/** What can be neither an id nor a name is not found without looking. */
const ID_OR_NAME = /^[A-Za-z0-9_-]{1,63}$/;

type Asked = [tenant: Tenant, idOrName: string];

/** Buckets as the rest of the product asks for them: often, and by id or name. */
@Injectable()
export class BucketsService {
  private known: LRUCache<string, Bucket, Asked>;

  constructor(
    private readonly buckets: BucketsRepository,
    @Optional() private readonly clock: { now(): number } = performance,
  ) {
    this.known = this.emptyCache();
  }

  /** By id or name, in the caller's workspace. */
  async get(tenant: Tenant, idOrName: string): Promise<Bucket> {
    if (!ID_OR_NAME.test(idOrName)) throw Errors.notFound('Bucket');
    const cacheKey = `${tenant.workspaceId} ${idOrName}`;
    const context: Asked = [tenant, idOrName];
    const known = this.known.get(cacheKey);
    if (known && this.known.getRemainingTTL(cacheKey) < RENEW_MS) this.renew(cacheKey, context);
    const bucket = known ?? (await this.known.fetch(cacheKey, { context }));
    if (!bucket) throw Errors.notFound('Bucket');
    return bucket;
  }

  /** One of the workspace's, whichever. */
  async any(tenant: Tenant): Promise<Bucket> {
    const [bucket] = await this.buckets.list(tenant, {}, { limit: 1 });
    if (!bucket) throw Errors.notFound('Bucket');
    return bucket;
  }

  /**
   * A bucket changed: nobody here sees the old one any more. What is being read at this moment is answered, but not
   * kept. Changes are rare, so all are read again.
   */
  forget(): void {
    this.known = this.emptyCache();
  }

  /** Nobody waits for it. What is gone is forgotten; while the database is away, what is known stays until its time. */
  private renew(cacheKey: string, context: Asked): void {
    const cache = this.known;
    cache.fetch(cacheKey, { context, forceRefresh: true, noDeleteOnFetchRejection: true }).then(
      (found) => found ?? cache.delete(cacheKey),
      () => undefined,
    );
  }

  private emptyCache(): LRUCache<string, Bucket, Asked> {
    return new LRUCache<string, Bucket, Asked>({
      max: 10_000,
      ttl: CACHE_MS,
      ttlResolution: CLOCK_MS,
      perf: this.clock,
      // Found again once, however many creates wait for it.
      fetchMethod: async (_key, _stale, { context: [tenant, idOrName] }) =>
        (await this.buckets.find(tenant, idOrName)) ?? undefined,
    });
  }
}
