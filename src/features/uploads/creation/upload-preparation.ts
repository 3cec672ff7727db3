import { Injectable } from '@nestjs/common';
import { StoreState } from '../../../platform/object-store/store-state.js';
import type { Actor } from '../../../shared/actor.js';
import { type Bucket, BucketErrors, BucketsService } from '../../buckets/index.js';
import { UploadObjects } from '../objects-port/upload-objects.js';
import type { AskedUpload } from '../domain/asked-upload.js';
import { DuplicatesRepository } from './duplicates.repository.js';
import type { InItem } from './in-item.js';
import type { UploadPlan } from './plan-upload.js';
import type { PreparedUpload } from './prepared-upload.js';
import { UploadPlanner } from './upload-planner.js';

/** Plans uploads for one bucket, and finds those that need none. Takes as many statements for many as for one. */
@Injectable()
export class UploadPreparation {
  constructor(
    private readonly buckets: BucketsService,
    private readonly planner: UploadPlanner,
    private readonly objects: UploadObjects,
    private readonly duplicates: DuplicatesRepository,
    private readonly store: StoreState,
  ) {}

  async each(actor: Actor, bucketIdOrName: string, asked: AskedUpload[], inItem: InItem): Promise<PreparedUpload[]> {
    this.store.assertAccepts();
    const bucket = await this.buckets.get(actor, bucketIdOrName);
    const plans = asked.map((one, n) => inItem(n, () => this.planner.plan(actor, bucket, one, one.id)));
    const withKeys = await this.checkUniqueKeys(actor, bucket, plans, inItem);
    const needed = withKeys.filter(({ skippedFor }) => skippedFor === undefined).map(({ upload }) => upload);
    const originals = await this.duplicates.findOriginals(actor, needed);
    return withKeys.map((prepared) => {
      const original = originals.get(prepared.upload.id);
      return original ? { ...prepared, original } : prepared;
    });
  }

  /** Refuses or skips the files whose object's unique key is taken, by the policy of the bucket's schema. */
  async checkUniqueKeys(actor: Actor, bucket: Bucket, plans: UploadPlan[], inItem: InItem): Promise<PreparedUpload[]> {
    const hashes = plans.flatMap(({ uniqueKeyHash }) => uniqueKeyHash ?? []);
    if (hashes.length === 0) return plans.map(({ upload }) => ({ upload, bucket }));
    const holders = await this.objects.holdersOf(actor, bucket.id, hashes);
    return plans.map(({ upload, uniqueKeyHash }, n) => {
      const holder = uniqueKeyHash === null ? undefined : holders.get(uniqueKeyHash);
      if (holder === undefined) return { upload, bucket };
      return inItem(n, () => {
        if (bucket.schema?.unique_key?.policy === 'error') throw BucketErrors.uniqueKeyExists(holder);
        return { upload, bucket, skippedFor: holder };
      });
    });
  }
}
