import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { Database } from '../../../platform/prisma/database.js';
import { leastIdAt } from '../../../shared/ids.js';
import { nextBucketWithRetention, retentionDaysOf } from '../../buckets/index.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from '../records/upload-row.repository.js';
import { TerminationRepository } from './termination.repository.js';

/** Uploads read by one batch. */
const WINDOW = 5_000;
const DAY_MS = 24 * 3600_000;
/** Rows carry metadata: no more of them are held at once. */
const MOST_AT_ONCE = 500;

/** How far retention has come: everything before this upload, in this bucket and those before it, was checked. */
export interface RetentionPlace {
  bucketId: string;
  uploadId: string;
}

export interface RetentionStep {
  outlived: Upload[];
  /** Where to go on; nothing when every bucket was checked. */
  next?: RetentionPlace;
}

type KeptBucket = NonNullable<Awaited<ReturnType<typeof nextBucketWithRetention>>>;

/** On one row at the moment of its deletion: it may have been quarantined since, or its bucket's days changed. */
const stillOutlived = Prisma.sql`status = 'AVAILABLE'
  AND completed_at < now() - make_interval(days => ${retentionDaysOf('uploads')})`;

/** Deletes files that are older than their bucket keeps them, each as if its owner had deleted it. */
@Injectable()
export class RetentionRepository {
  constructor(
    private readonly database: Database,
    private readonly termination: TerminationRepository,
  ) {}

  /** One batch, from where the one before ended. Returns where the next begins; `false` when all was checked. */
  async run(cursor: string | null = null, window = WINDOW): Promise<string | false> {
    const from = cursor === null ? undefined : (JSON.parse(cursor) as RetentionPlace);
    const { outlived, next } = await this.step(from, window);
    for (const upload of outlived) await this.termination.remove(upload, 'system', stillOutlived);
    return next ? JSON.stringify(next) : false;
  }

  /**
   * Reads a bounded number of a workspace's uploads, however many it has. Ids carry their time, so that younger files are
   * not even read.
   */
  async step(from: RetentionPlace | undefined, window: number): Promise<RetentionStep> {
    const bucket = await nextBucketWithRetention(this.database.system, from?.bucketId);
    if (!bucket) return { outlived: [] };
    const start = from?.bucketId === bucket.id ? from.uploadId : '';
    const until = new Date(Date.now() - bucket.retentionDays * DAY_MS);
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
