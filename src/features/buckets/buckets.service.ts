import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Tenant } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { BucketsRepository } from './buckets.repository.js';
import type { Bucket } from './domain/bucket.js';

/** Creating an upload reads its bucket each time: a change is seen everywhere after this long, here at once. */
const CACHE_MS = 2_000;

/** Buckets as the rest of the product asks for them: often, and by id or name. */
@Injectable()
export class BucketsService {
  private readonly known = new LRUCache<string, Bucket>({ max: 10_000, ttl: CACHE_MS });
  private changes = 0;

  constructor(private readonly buckets: BucketsRepository) {}

  /** By id or name, in the caller's workspace. */
  async get(tenant: Tenant, idOrName: string): Promise<Bucket> {
    const cacheKey = `${tenant.workspaceId} ${idOrName}`;
    const cached = this.known.get(cacheKey);
    if (cached) return cached;
    const { changes } = this;
    const bucket = await this.buckets.find(tenant, idOrName);
    if (!bucket) throw Errors.notFound('Bucket');
    // What was read while a bucket changed may be what it was before.
    if (changes === this.changes) this.known.set(cacheKey, bucket);
    return bucket;
  }

  /** A bucket changed: nobody here sees the old one any more. Changes are rare, so all are read again. */
  forget(): void {
    this.changes += 1;
    this.known.clear();
  }
}
