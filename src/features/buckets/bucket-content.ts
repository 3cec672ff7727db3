import { handlerDecorator, type HandlerOptions } from '../../platform/handlers/handler-decorator.js';
import type { Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';

export interface BucketPlace extends Tenant {
  bucketId: string;
}

/** What another feature stores in buckets, and deletes before a bucket is deleted. */
export interface BucketContent {
  /** Whether the bucket holds files, or records that may become files. */
  holdsFiles(tx: Tx, place: BucketPlace): Promise<boolean>;
  /** Deletes the records that will never be files, in transactions of its own. Safe to repeat. */
  deleteEnded(place: BucketPlace): Promise<void>;
  /** Deletes what is left, in the transaction that deletes the bucket: its row is locked, and nothing is added any more. */
  deleteRest(tx: Tx, place: BucketPlace): Promise<void>;
}

export const BucketContent = handlerDecorator<HandlerOptions, BucketContent>('bucket content');
