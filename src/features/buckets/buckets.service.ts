import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Tenant } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { BucketsRepository } from './buckets.repository.js';
import type { Bucket } from './domain/bucket.js';

/** Creating an upload reads its bucket each time: a change is seen everywhere after this long, here at once. */
const CACHE_MS = 2_000;

@Injectable()
export class BucketsService {
  private readonly known = new LRUCache<string, Bucket>({ max: 10_000, ttl: CACHE_MS });

  constructor(private readonly buckets: BucketsRepository) {}

  /** By id or name, in the caller's workspace. */
  async get(tenant: Tenant, idOrName: string): Promise<Bucket> {
    const cacheKey = `${tenant.workspaceId} ${idOrName}`;
    const cached = this.known.get(cacheKey);
    if (cached) return cached;
    const bucket = await this.buckets.find(tenant, idOrName);
    if (!bucket) throw Errors.notFound('Bucket');
    this.known.set(cacheKey, bucket);
    return bucket;
  }
}
