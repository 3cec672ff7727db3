import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { Database } from '../../../platform/prisma/database.js';
import { leastIdAt } from '../../../shared/ids.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from '../records/upload-row.repository.js';

const DAY_MS = 24 * 3600_000;
/** Rows carry metadata: no more of them are held at once. */
const MOST_AT_ONCE = 500;

/** How far retention has come: everything before this upload, in this bucket and those before it, was looked at. */
export interface RetentionPlace {
  bucketId: string;
  uploadId: string;
}

export interface RetentionStep {
  outlived: Upload[];
  /** Where to go on; nothing when every bucket was looked at. */
  next?: RetentionPlace;
}

interface KeptBucket {
  id: string;
  workspaceId: string;
  retentionDays: number | null;
}

/** Of one of them at the moment it is deleted: it may have been quarantined or released, or its bucket's days changed. */
export const stillOutlived = Prisma.sql`status = 'AVAILABLE' AND EXISTS (
  SELECT FROM buckets b WHERE b.id = bucket_id AND b.workspace_id = uploads.workspace_id
    AND completed_at < now() - make_interval(days => b.retention_days))`;

/** Which files have outlived the retention of their bucket. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly database: Database) {}

  /**
   * Looks at a bounded number of a workspace's uploads, however many it has. Ids carry their time, so that younger files
   * are not even looked at.
   */
  async step(from: RetentionPlace | undefined, window: number): Promise<RetentionStep> {
    const { system } = this.database;
    const where = { retentionDays: { not: null }, id: { gte: from?.bucketId } };
    const select = { id: true, workspaceId: true, retentionDays: true } as const;
    const bucket = await system.bucket.findFirst({ where, select, orderBy: { id: 'asc' } });
    if (!bucket) return { outlived: [] };
    const start = from?.bucketId === bucket.id ? from.uploadId : '';
    const until = new Date(Date.now() - bucket.retentionDays! * DAY_MS);
    const end = await this.endOfWindow(bucket, start, { until, window });
    const outlived = await this.outlivedIn(bucket, { start, end: end ?? leastIdAt('upl', until.getTime()), until });
    return { outlived, next: placeAfter(bucket, outlived, end) };
  }

  /** The upload before which a window ends; nothing when it reaches up to those that are too young. */
  private async endOfWindow(
    { workspaceId }: KeptBucket,
    start: string,
    { until, window }: { until: Date; window: number },
  ): Promise<string | undefined> {
    const id = { gte: start, lt: leastIdAt('upl', until.getTime()) };
    const query = { where: { workspaceId, id }, select: { id: true }, orderBy: { id: 'asc' as const } };
    return (await this.database.system.upload.findFirst({ ...query, skip: window }))?.id;
  }

  private async outlivedIn(
    { id: bucketId, workspaceId }: KeptBucket,
    { start, end, until }: { start: string; end: string; until: Date },
  ): Promise<Upload[]> {
    const old = { id: { gte: start, lt: end }, completedAt: { lt: until } };
    const where = { workspaceId, bucketId, status: 'AVAILABLE' as const, ...old };
    const query = { where, include: withRelations, orderBy: { id: 'asc' as const }, take: MOST_AT_ONCE };
    return (await this.database.system.upload.findMany(query)).map(toUpload);
  }
}

/** "~" sorts behind an id and before the next one. */
function placeAfter({ id: bucketId }: KeptBucket, outlived: Upload[], end: string | undefined): RetentionPlace {
  const last = outlived.length === MOST_AT_ONCE ? outlived.at(-1) : undefined;
  if (last) return { bucketId, uploadId: `${last.id}~` };
  return end ? { bucketId, uploadId: end } : { bucketId: `${bucketId}~`, uploadId: '' };
}
