import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import { leastIdAt } from '../../shared/ids.js';
import type { Upload } from './domain/upload.js';
import { toUpload, withRelations } from './upload-row.repository.js';

const DAY_MS = 24 * 3600_000;

/** Which files have outlived the retention of their bucket. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly database: Database) {}

  /** At most so many, bucket by bucket. Ids carry their time, so that younger files are not even looked at. */
  async outlived(limit: number): Promise<Upload[]> {
    const where = { retentionDays: { not: null } };
    const select = { id: true, workspaceId: true, retentionDays: true } as const;
    const buckets = await this.database.system.bucket.findMany({ where, select, orderBy: { id: 'asc' } });
    const found: Upload[] = [];
    for (const bucket of buckets) {
      if (found.length === limit) break;
      found.push(...(await this.outlivedIn(bucket, limit - found.length)));
    }
    return found;
  }

  private async outlivedIn(
    { id: bucketId, workspaceId, retentionDays }: { id: string; workspaceId: string; retentionDays: number | null },
    take: number,
  ): Promise<Upload[]> {
    const until = new Date(Date.now() - retentionDays! * DAY_MS);
    const old = { id: { lt: leastIdAt('upl', until.getTime()) }, completedAt: { lt: until } };
    const where = { workspaceId, bucketId, status: 'AVAILABLE' as const, ...old };
    const query = { where, include: withRelations, orderBy: { id: 'asc' as const }, take };
    return (await this.database.system.upload.findMany(query)).map(toUpload);
  }
}
