import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { Upload } from '../domain/upload.js';

/** What became of an admitted file: part of an object, or why it could not be. */
export type ObjectOutcome = { objectId: string } | { problem: string };

/** Keeps the objects that are made of uploads. */
export interface ObjectKeeper {
  /** The objects of a bucket that have these unique keys, by key. */
  holdersOf(tenant: Tenant, bucketId: string, uniqueKeyHashes: string[]): Promise<Map<string, string>>;
  /** In admission's transaction, the upload's row held, before blob and usage. Must not fail for what the file says. */
  admit(tx: Tx, upload: Upload): Promise<ObjectOutcome>;
  /** In the transaction that deletes the upload, its row held: no object has it any more. */
  letGo(tx: Tx, upload: Upload): Promise<void>;
}

/** Uploads make objects without knowing them: whoever keeps objects registers here at start. Until then none are made. */
@Injectable()
export class UploadObjects {
  private keeper?: ObjectKeeper;

  keptBy(keeper: ObjectKeeper): void {
    this.keeper = keeper;
  }

  async holdersOf(tenant: Tenant, bucketId: string, uniqueKeyHashes: string[]): Promise<Map<string, string>> {
    if (uniqueKeyHashes.length === 0 || !this.keeper) return new Map();
    return this.keeper.holdersOf(tenant, bucketId, uniqueKeyHashes);
  }

  /** How the admitted upload's row is to change. */
  async admit(tx: Tx, upload: Upload): Promise<{ objectId?: string; statusReason?: string }> {
    if (!upload.createObjectOnConfirm || !this.keeper) return {};
    const outcome = await this.keeper.admit(tx, upload);
    return 'objectId' in outcome ? outcome : { statusReason: outcome.problem };
  }

  async letGo(tx: Tx, upload: Upload): Promise<void> {
    await this.keeper?.letGo(tx, upload);
  }
}
