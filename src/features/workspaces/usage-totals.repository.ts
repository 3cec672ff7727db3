import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';

/** What an organization uses, has reserved and may. */
export interface UsageTotals {
  quotaBytes: bigint;
  usedBytes: bigint;
  reservedBytes: bigint;
  pendingCount: number;
  pendingLimit: number | null;
}

export interface BucketUse {
  usedBytes: bigint;
  fileCount: bigint;
}

/** Reads what the usage ledger wrote. */
@Injectable()
export class UsageTotalsRepository {
  constructor(private readonly database: Database) {}

  async find(organizationId: string): Promise<UsageTotals | undefined> {
    const rows = await this.database.system.$queryRaw<UsageTotals[]>`
      SELECT o.quota_bytes AS "quotaBytes", u.used_bytes AS "usedBytes", u.reserved_bytes AS "reservedBytes",
        u.pending_count AS "pendingCount", o.pending_limit AS "pendingLimit"
      FROM organizations o JOIN usage u ON u.organization_id = o.id AND u.shard = 0
      WHERE o.id = ${organizationId}`;
    return rows[0];
  }

  /** By bucket; a bucket that never had a file is absent. */
  async ofBuckets(bucketIds: string[]): Promise<Map<string, BucketUse>> {
    const rows = await this.database.system.bucketUsage.findMany({ where: { bucketId: { in: bucketIds } } });
    return new Map(rows.map(({ bucketId, usedBytes, fileCount }) => [bucketId, { usedBytes, fileCount }]));
  }
}
