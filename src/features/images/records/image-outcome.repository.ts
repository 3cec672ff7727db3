import { Injectable } from '@nestjs/common';
import type { PictureFacts } from '../../../platform/image-processing/image-processor.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { BlobsRepository, TrashRepository } from '../../blobs/index.js';
import { attemptPrefix, RECIPE } from '../domain/recipe.js';
import type { ImageFailureCode } from '../image-failures.js';
import type { LeasedImage } from './image-leases.repository.js';

/** A variant that is in the store. */
export interface StoredVariant {
  name: string;
  key: string;
  width: number;
  height: number;
  size: number;
  etag: string;
}

/**
 * How the making of variants ended, in one transaction. Writes nothing and returns `false` when the lease was lost: to
 * another worker, or because the file was deleted or quarantined. Lock order: blob, image, trash.
 */
@Injectable()
export class ImageOutcomeRepository {
  constructor(
    private readonly database: Database,
    private readonly blobs: BlobsRepository,
    private readonly trash: TrashRepository,
  ) {}

  /** Replaces the variants by these; the bytes of the ones before go to the trash by a trigger. */
  async succeed(lease: LeasedImage, { width, height, frames }: PictureFacts, made: StoredVariant[]): Promise<boolean> {
    const { workspaceId, blobId, leaseToken } = lease;
    return this.whileLeased(async (tx) => {
      const blob = await this.blobs.lock(tx, { workspaceId, id: blobId });
      if (blob?.state !== 'live') return false;
      const updated = await tx.$executeRaw`
        UPDATE images SET status = 'DONE', recipe = ${RECIPE}::smallint, width = ${width}::int, height = ${height}::int,
          frames = ${frames}::int, error_code = NULL, attempts = 0, lease_token = NULL, lease_until = NULL,
          next_attempt_at = NULL, finished_at = now()
        WHERE workspace_id = ${workspaceId} AND blob_id = ${blobId} AND lease_token = ${leaseToken}`;
      if (updated === 0) return false;
      await tx.variant.deleteMany({ where: { workspaceId, blobId } });
      for (const { key } of made) if (!(await this.trash.reclaim(tx, lease, key))) return false;
      await tx.variant.createMany({ data: made.map((variant) => ({ workspaceId, blobId, ...variant })) });
      return true;
    });
  }

  /** There will be no variants, or no others than there are. The file stays as it is. */
  async fail(lease: LeasedImage, code: ImageFailureCode): Promise<boolean> {
    const { workspaceId, blobId, leaseToken } = lease;
    return this.whileLeased(async (tx) => {
      const updated = await tx.$executeRaw`
        UPDATE images SET status = 'FAILED', error_code = ${code}, attempts = 0, lease_token = NULL, lease_until = NULL,
          next_attempt_at = NULL, finished_at = now()
        WHERE workspace_id = ${workspaceId} AND blob_id = ${blobId} AND lease_token = ${leaseToken}`;
      await this.trash.expedite(tx, lease, attemptPrefix(lease));
      return updated > 0;
    });
  }

  private async whileLeased(write: (tx: Tx) => Promise<boolean>): Promise<boolean> {
    try {
      await this.database.asSystem(async (tx) => {
        if (!(await write(tx))) throw new LostMeanwhile();
      });
      return true;
    } catch (error) {
      if (error instanceof LostMeanwhile) return false;
      throw error;
    }
  }
}

/** Rolls the transaction back. */
class LostMeanwhile extends Error {}
