import { Injectable, Optional } from '@nestjs/common';
import type { Tenant } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { RenewingCache } from '../../shared/renewing-cache.js';
import { BucketsRepository } from './buckets.repository.js';
import type { Bucket } from './domain/bucket.js';

/** Creating an upload reads its bucket each time: a change takes effect everywhere within this time, here at once. */
const TTL_MS = 4_000;
const RENEW_MS = 1_000;
/** Short beside the time for renewals: a value in use is renewed before it ends. */
const GATHER_MS = 250;
const MAX_BUCKETS = 10_000;

/** What can be neither an id nor a name is not found without looking. */
const ID_OR_NAME = /^[A-Za-z0-9_-]{1,63}$/;

/** Buckets for the rest of the product, which reads them often, by id or name. */
@Injectable()
export class BucketsService {
  private readonly known: RenewingCache<Bucket>;

  constructor(
    private readonly buckets: BucketsRepository,
    @Optional() clock: { now(): number } = performance,
  ) {
    this.known = new RenewingCache({
      ttlMs: TTL_MS,
      renewMs: RENEW_MS,
      gatherMs: GATHER_MS,
      maxEntries: MAX_BUCKETS,
      clock,
    });
  }

  /** By id or name, in the caller's workspace. */
  async get(tenant: Tenant, idOrName: string): Promise<Bucket> {
    if (!ID_OR_NAME.test(idOrName)) throw Errors.notFound('Bucket');
    return this.known.get(`${tenant.workspaceId} ${idOrName}`, () => this.find(tenant, idOrName));
  }

  /** One of the workspace's, whichever. */
  async any(tenant: Tenant): Promise<Bucket> {
    const [bucket] = await this.buckets.list(tenant, {}, { limit: 1 });
    if (!bucket) throw Errors.notFound('Bucket');
    return bucket;
  }

  /** A bucket changed. Changes are rare, so the whole cache is dropped. */
  forget(): void {
    this.known.clear();
  }

  private async find(tenant: Tenant, idOrName: string): Promise<Bucket> {
    const bucket = await this.buckets.find(tenant, idOrName);
    if (!bucket) throw Errors.notFound('Bucket');
    return bucket;
  }
}
