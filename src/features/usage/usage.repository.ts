import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';

export interface Totals {
  quotaBytes: bigint;
  usedBytes: bigint;
  reservedBytes: bigint;
  pendingCount: number;
  pendingLimit: number | null;
}

export interface BucketUse {
  bucketId: string;
  bucketName: string;
  usedBytes: bigint;
  fileCount: bigint;
}

export interface Reservation {
  uploadId: string;
  bytes: bigint;
  expiresAt: Date;
}

const MOST_BUCKETS = 1_000;
const MOST_RESERVATIONS = 100;

/** Reads what the usage ledger wrote. `only` narrows buckets and reservations to one workspace. */
@Injectable()
export class UsageRepository {
  constructor(private readonly database: Database) {}

  async totals(organizationId: string): Promise<Totals | undefined> {
    const rows = await this.database.system.$queryRaw<Totals[]>`
      SELECT o.quota_bytes AS "quotaBytes", u.used_bytes AS "usedBytes", u.reserved_bytes AS "reservedBytes",
        u.pending_count AS "pendingCount", o.pending_limit AS "pendingLimit"
      FROM organizations o JOIN usage u ON u.organization_id = o.id AND u.shard = 0
      WHERE o.id = ${organizationId}`;
    return rows[0];
  }

  async buckets(organizationId: string, only: string | undefined): Promise<BucketUse[]> {
    const rows = await this.database.system.bucket.findMany({
      where: { organizationId, workspaceId: only },
      orderBy: { id: 'asc' },
      take: MOST_BUCKETS,
      select: { id: true, name: true, usage: true },
    });
    return rows.map(({ id, name, usage }) => ({
      bucketId: id,
      bucketName: name,
      usedBytes: usage?.usedBytes ?? 0n,
      fileCount: usage?.fileCount ?? 0n,
    }));
  }

  /** The oldest open uploads: read through the partial indexes of open ones, however many are closed. */
  reservations(organizationId: string, only: string | undefined): Promise<Reservation[]> {
    return this.database.system.$queryRaw<Reservation[]>`
      SELECT id AS "uploadId", reserved_bytes AS bytes, deadline_at AS "expiresAt"
      FROM (
        SELECT * FROM uploads WHERE status IN ('PENDING', 'UPLOADING')
        UNION ALL
        SELECT * FROM uploads WHERE status = 'SCANNING'
      ) AS open
      WHERE organization_id = ${organizationId} AND (${only ?? null}::text IS NULL OR workspace_id = ${only ?? null})
      ORDER BY id LIMIT ${MOST_RESERVATIONS}`;
  }
}
