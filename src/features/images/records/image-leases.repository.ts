import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { TrashRepository } from '../../blobs/index.js';
import { attemptPrefix, MOST_VARIANT_BYTES, variantKey, variantNames } from '../domain/recipe.js';

/** A picture of which one worker makes the variants: no other records them while the lease lasts. */
export interface LeasedImage {
  workspaceId: string;
  blobId: string;
  leaseToken: string;
  /** How often it was begun without an end, this time included. */
  attempts: number;
}

/** The lease under which one worker makes variants. All clocks are the database's. */
@Injectable()
export class ImageLeasesRepository {
  constructor(
    private readonly database: Database,
    private readonly trash: TrashRepository,
  ) {}

  /**
   * Leases the picture that is due for longest, counts its attempt, and writes the trash rows of the keys that the attempt
   * may write; `null` when none is due.
   */
  async claim(leaseSeconds: number): Promise<LeasedImage | null> {
    if ((await this.countDue(1)) === 0) return null;
    const leaseToken = randomUUID();
    return this.database.asSystem(async (tx) => {
      const [claimed] = await tx.$queryRaw<Omit<LeasedImage, 'leaseToken'>[]>`
        UPDATE images SET lease_token = ${leaseToken}, lease_until = now() + make_interval(secs => ${leaseSeconds}::int),
          next_attempt_at = now() + make_interval(secs => ${leaseSeconds}::int), attempts = least(attempts + 1, 30000)
        WHERE (workspace_id, blob_id) = (
          SELECT workspace_id, blob_id FROM images WHERE next_attempt_at <= now()
          ORDER BY next_attempt_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING workspace_id AS "workspaceId", blob_id AS "blobId", attempts`;
      if (!claimed) return null;
      const lease = { ...claimed, leaseToken };
      await this.trashBehind(tx, lease, leaseSeconds);
      return lease;
    });
  }

  /** Extends the lease, and keeps the trash rows of its keys behind it. `false`: it was lost. */
  async renew(lease: LeasedImage, leaseSeconds: number): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      const renewed = await tx.$executeRaw`
        UPDATE images SET lease_until = now() + make_interval(secs => ${leaseSeconds}::int),
          next_attempt_at = now() + make_interval(secs => ${leaseSeconds}::int)
        WHERE workspace_id = ${lease.workspaceId} AND blob_id = ${lease.blobId} AND lease_token = ${lease.leaseToken}`;
      if (renewed > 0) await this.trashBehind(tx, lease, leaseSeconds);
      return renewed > 0;
    });
  }

  /** Ends the lease without an outcome: due again after a pause. What it wrote is deleted. */
  async giveBack(
    lease: LeasedImage,
    { afterSeconds, counts }: { afterSeconds: number; counts: boolean },
  ): Promise<void> {
    await this.database.asSystem(async (tx) => {
      await tx.$executeRaw`
        UPDATE images SET lease_token = NULL, lease_until = NULL,
          next_attempt_at = now() + make_interval(secs => ${afterSeconds}::int),
          attempts = greatest(attempts - ${counts ? 0 : 1}::int, 0)
        WHERE workspace_id = ${lease.workspaceId} AND blob_id = ${lease.blobId} AND lease_token = ${lease.leaseToken}`;
      await this.trash.expedite(tx, lease, attemptPrefix(lease));
    });
  }

  private async countDue(limit: number): Promise<number> {
    const [row] = await this.database.system.$queryRaw<{ due: number }[]>`
      SELECT count(*)::int AS due FROM (SELECT FROM images WHERE next_attempt_at <= now() LIMIT ${limit}) q`;
    return row!.due;
  }

  private trashBehind(tx: Tx, lease: LeasedImage, leaseSeconds: number): Promise<void> {
    const keys = variantNames.map((name) => variantKey(lease, name));
    const { workspaceId } = lease;
    const largest = { bytes: MOST_VARIANT_BYTES, partsAbove: MOST_VARIANT_BYTES };
    return this.trash.addAttempt(tx, { workspaceId, keys, ...largest, leaseSeconds });
  }
}
