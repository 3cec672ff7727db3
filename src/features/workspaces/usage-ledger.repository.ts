import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/prisma/database.js';

interface Reservation {
  organizationId: string;
  reservedBytes: bigint | number;
}

interface File {
  organizationId: string;
  workspaceId: string;
  bucketId: string;
  usedBytes: bigint | number;
}

/**
 * What an organization has used and reserved, moved in the transaction of the upload's own move: each end of an upload
 * calls exactly one of these, once. Reserving is the SQL function reserve_usage, settling what was admitted of
 * conclude_scans. The organization's row is taken last, so that it is held shortest and the lock order is the same everywhere.
 */
@Injectable()
export class UsageLedger {
  /** A released file counts again. `false`: the quota has no room for it. */
  async readmit(tx: Tx, { organizationId, workspaceId, bucketId, usedBytes }: File): Promise<boolean> {
    await this.count(tx, { workspaceId, bucketId, usedBytes });
    const counted = await tx.$executeRaw`
      UPDATE usage u SET used_bytes = u.used_bytes + ${BigInt(usedBytes)} FROM organizations o
      WHERE u.organization_id = ${organizationId} AND u.shard = 0 AND o.id = ${organizationId}
        AND u.used_bytes + u.reserved_bytes + ${BigInt(usedBytes)} <= o.quota_bytes`;
    return counted > 0;
  }

  /** An upload ended without being admitted: its reservation is released. */
  async release(tx: Tx, { organizationId, reservedBytes }: Reservation) {
    await tx.$executeRaw`SELECT settle_usage(${organizationId}, 1, ${BigInt(reservedBytes)}::bigint, 0)`;
  }

  /** An open upload is smaller than its reservation. */
  async shrink(tx: Tx, organizationId: string, bytes: number) {
    await tx.$executeRaw`
      UPDATE usage SET reserved_bytes = reserved_bytes - ${BigInt(bytes)}
      WHERE organization_id = ${organizationId} AND shard = 0`;
  }

  /** An admitted file was deleted: its bytes no longer count. */
  async forget(tx: Tx, { organizationId, workspaceId, bucketId, usedBytes }: File) {
    await tx.$executeRaw`
      UPDATE bucket_usage SET used_bytes = used_bytes - ${BigInt(usedBytes)}, file_count = file_count - 1
      WHERE bucket_id = ${bucketId} AND workspace_id = ${workspaceId}`;
    await tx.$executeRaw`
      UPDATE usage SET used_bytes = used_bytes - ${BigInt(usedBytes)}
      WHERE organization_id = ${organizationId} AND shard = 0`;
  }

  private async count(tx: Tx, { workspaceId, bucketId, usedBytes }: Omit<File, 'organizationId'>): Promise<void> {
    await tx.$executeRaw`SELECT count_files(${workspaceId}, ARRAY[${bucketId}], ARRAY[${BigInt(usedBytes)}::bigint])`;
  }
}
