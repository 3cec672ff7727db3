import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { ObjectStore } from '../../platform/object-store/object-store.js';

/** A variant that was seen in the store is taken to be there for so long. */
const SEEN_MS = 60_000;

/** Whether the bytes of variants are in the store: a lifecycle rule or an operator may have removed them. */
@Injectable()
export class VariantBytes {
  private readonly seen = new LRUCache<string, true>({ max: 10_000, ttl: SEEN_MS });

  constructor(private readonly store: ObjectStore) {}

  async has(key: string): Promise<boolean> {
    if (this.seen.has(key)) return true;
    if (!(await this.store.head(key))) return false;
    this.seen.set(key, true);
    return true;
  }
}
