import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { policyFor, type TypePolicy, type UnscannablePolicy, type UnscannableRules } from '../../buckets/index.js';
import type { Upload } from '../domain/upload.js';
import { nthKey } from '../domain/object-key.js';
import { toUpload, withRelations } from '../records/upload-row.repository.js';

/** An upload whose lease this worker holds. */
export type LeasedUpload = Upload & { leaseToken: string };

export interface ClaimTerms {
  leaseSeconds: number;
  /** With more waiting than this, the newest are taken first. */
  lifoThreshold: number;
}

/** Who owns an upload while it is admitted. Which one is next is decided by the SQL function claim_scan; clocks are the database's. */
@Injectable()
export class AdmissionsRepository {
  constructor(private readonly database: Database) {}

  /** Takes the next upload by the order of the SQL function; `null` when none waits for its turn. */
  async claim(leaseToken: string, { leaseSeconds, lifoThreshold }: ClaimTerms): Promise<LeasedUpload | null> {
    const [claimed] = await this.database.system.$queryRaw<{ id: string | null }[]>`
      SELECT claim_scan(${leaseToken}, ${leaseSeconds}::int, ${lifoThreshold}::int) AS id`;
    if (!claimed?.id) return null;
    const row = await this.database.system.upload.findFirst({
      where: { id: claimed.id, leaseToken },
      include: withRelations,
    });
    return row && { ...toUpload(row), leaseToken };
  }

  /** A sign of life. `false`: the lease was lost, and whatever is under way must stop. */
  async renew({ id, leaseToken }: LeasedUpload, leaseSeconds: number): Promise<boolean> {
    const renewed = await this.database.system.$executeRaw`
      UPDATE uploads SET lease_until = now() + make_interval(secs => ${leaseSeconds}::int)
      WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'SCANNING'`;
    return renewed > 0;
  }

  async noteEtag({ id, leaseToken }: LeasedUpload, etag: string): Promise<boolean> {
    const noted = await this.database.system.$executeRaw`
      UPDATE uploads SET etag = ${etag} WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'SCANNING'`;
    return noted > 0;
  }

  /** Gives the upload back, to be claimed again after a while. */
  async giveBack({ id, leaseToken }: LeasedUpload, afterSeconds: number): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE uploads SET lease_token = NULL, lease_until = now() + make_interval(secs => ${afterSeconds}::int)
      WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'SCANNING'`;
  }

  /** Holds the row against everybody else, if the lease is still ours. */
  async lock(tx: Tx, { id, workspaceId, leaseToken }: LeasedUpload): Promise<boolean> {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM uploads WHERE id = ${id} AND workspace_id = ${workspaceId} AND lease_token = ${leaseToken}
        AND status = 'SCANNING' FOR UPDATE`;
    return rows.length > 0;
  }

  async policyFor(tx: Tx, { bucketId, workspaceId }: Upload, cause: string): Promise<UnscannablePolicy> {
    const select = { unscannablePolicy: true, unscannableExceptions: true };
    const bucket = await tx.bucket.findFirst({ where: { id: bucketId, workspaceId }, select });
    if (!bucket) return 'reject';
    const unscannableExceptions = (bucket.unscannableExceptions ?? {}) as UnscannableRules['unscannableExceptions'];
    return policyFor({ ...bucket, unscannableExceptions }, cause);
  }

  /** Of a bucket that is gone nothing is known: the default. */
  async typePolicyFor(tx: Tx, { workspaceId, bucketId }: Upload): Promise<TypePolicy> {
    const bucket = await tx.bucket.findFirst({ where: { id: bucketId, workspaceId }, select: { typePolicy: true } });
    return bucket?.typePolicy ?? 'contradicted';
  }

  /** The first final key that no earlier attempt can have written. */
  async freshKey(tx: Tx, { workspaceId, key }: Upload): Promise<string> {
    for (let n = 1; ; n++) {
      const candidate = nthKey(key, n);
      const trashed = await tx.trash.count({ where: { workspaceId, key: candidate } });
      const owned = await tx.blob.count({ where: { workspaceId, key: candidate } });
      if (trashed + owned === 0) return candidate;
    }
  }
}
