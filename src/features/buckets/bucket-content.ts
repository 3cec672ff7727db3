import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';

export interface BucketPlace extends Tenant {
  bucketId: string;
}

/** What another feature stores in buckets. Buckets ask it before one of them is deleted. */
export interface BucketContent {
  /** Whether the bucket holds files, or records that may become files. */
  holdsFiles(tx: Tx, place: BucketPlace): Promise<boolean>;
  /** Deletes the records that will never be files, in transactions of its own. Safe to repeat. */
  deleteEnded(place: BucketPlace): Promise<void>;
  /** Deletes what is left, in the transaction that deletes the bucket: its row is locked, and nothing is added any more. */
  deleteRest(tx: Tx, place: BucketPlace): Promise<void>;
}

/** The registered content. A process without one deletes no bucket. */
@Injectable()
export class BucketContents {
  private content?: BucketContent;

  register(content: BucketContent): void {
    if (this.content) throw new Error('The content of buckets is registered twice.');
    this.content = content;
  }

  get registered(): BucketContent {
    if (!this.content) throw new Error('No feature has registered the content of buckets.');
    return this.content;
  }
}
