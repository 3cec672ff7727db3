import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { policyFor, type TypePolicy, type UnscannablePolicy, type UnscannableRules } from '../../buckets/index.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from '../records/upload-row.repository.js';

/** An upload whose lease this worker holds. */
export type LeasedUpload = Upload & {
  leaseToken: string;
  /** How often the scanner gave no verdict of it. */
  scanFailures: number;
};

/** Why and for how long an upload is given back. */
export interface GivenBack {
  afterSeconds: number;
  /** The scanner gave no verdict. */
  unscanned: boolean;
}

export interface ClaimTerms {
  leaseSeconds: number;
  /** With more waiting than this, the newest are taken first. */
  lifoThreshold: number;
  /** Objects above this size are copied in parts: their attempts may leave sessions behind. */
  partsAbove: number;
}

/** Who owns an upload while it is admitted. Which one is next is decided by the SQL function claim_scan; clocks are the database's. */
@Injectable()
export class AdmissionsRepository {
  constructor(private readonly database: Database) {}

  /** Takes the next upload by the order of the SQL function; `null` when none waits for its turn. */
  async claim(
    leaseToken: string,
    { leaseSeconds, lifoThreshold, partsAbove }: ClaimTerms,
  ): Promise<LeasedUpload | null> {
    const [claimed] = await this.database.system.$queryRaw<{ id: string | null }[]>`
      SELECT claim_scan(${leaseToken}, ${leaseSeconds}::int, ${lifoThreshold}::int, ${partsAbove}::bigint) AS id`;
    if (!claimed?.id) return null;
    const row = await this.database.system.upload.findFirst({
      where: { id: claimed.id, leaseToken },
      include: withRelations,
    });
    return row && { ...toUpload(row), leaseToken, scanFailures: row.scanFailures };
  }

  /** A sign of life. `false`: the lease was lost, and whatever is under way must stop. */
  async renew({ id, leaseToken }: LeasedUpload, { leaseSeconds, partsAbove }: ClaimTerms): Promise<boolean> {
    const [row] = await this.database.system.$queryRaw<{ renewed: boolean }[]>`
      SELECT renew_scan(${id}, ${leaseToken}, ${leaseSeconds}::int, ${partsAbove}::bigint) AS renewed`;
    return row!.renewed;
  }

  /** The next attempt under the same lease, with keys of its own. `null`: the lease was lost. */
  async again(upload: LeasedUpload, { leaseSeconds, partsAbove }: ClaimTerms): Promise<LeasedUpload | null> {
    const { id, leaseToken } = upload;
    return this.database.asSystem(async (tx) => {
      if (!(await this.lock(tx, upload))) return null;
      const [row] = await tx.$queryRaw<{ attempts: number }[]>`
        SELECT begin_scan_attempt(${id}, ${leaseToken}, ${leaseSeconds}::int, ${partsAbove}::bigint) AS attempts`;
      return { ...upload, attempts: row!.attempts };
    });
  }

  async noteEtag({ id, leaseToken }: LeasedUpload, etag: string): Promise<boolean> {
    const noted = await this.database.system.$executeRaw`
      UPDATE uploads SET etag = ${etag} WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'SCANNING'`;
    return noted > 0;
  }

  /** Gives the upload back, to be claimed again after a while. */
  async giveBack({ id, leaseToken }: LeasedUpload, { afterSeconds, unscanned }: GivenBack): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE uploads SET lease_token = NULL, lease_until = now() + make_interval(secs => ${afterSeconds}::int),
        scan_failures = least(scan_failures + (${unscanned}::boolean)::int, 30000)
      WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'SCANNING'`;
  }

  /** Holds the row against all others, if the lease is still ours; answers what the client says of its bytes by now. */
  async lock(tx: Tx, { id, workspaceId, leaseToken }: LeasedUpload): Promise<Pick<Upload, 'declaredHash'> | null> {
    const rows = await tx.$queryRaw<Pick<Upload, 'declaredHash'>[]>`
      SELECT declared_hash AS "declaredHash" FROM uploads WHERE id = ${id} AND workspace_id = ${workspaceId} AND lease_token = ${leaseToken}
        AND status = 'SCANNING' FOR UPDATE`;
    return rows[0] ?? null;
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
}
