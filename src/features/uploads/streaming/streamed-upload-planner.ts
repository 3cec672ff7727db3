import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { StoreState } from '../../../platform/object-store/store-state.js';
import type { Actor } from '../../../shared/actor.js';
import { type Bucket, BucketsService } from '../../buckets/index.js';
import { inOnlyItem } from '../creation/in-item.js';
import type { UploadPlan } from '../creation/plan-upload.js';
import { UploadPlanner } from '../creation/upload-planner.js';
import { UploadPreparation } from '../creation/upload-preparation.js';
import { createdUpload, type NewUpload } from '../domain/new-upload.js';
import type { Upload } from '../domain/upload.js';
import type { AnnouncedFile, OpenStreamedUpload, StreamedFile } from './streamed-upload.js';

const UNSAID = { filename: 'unnamed', contentType: 'application/octet-stream' };
const method = 'STREAMED';

/** The record that a streamed upload is opened with: provisional, until its request has arrived whole. */
export interface ProvisionalPlan {
  planned: NewUpload;
  bucket: Bucket;
  /** Bucket and type were announced: the plan is by the rules of the file's own bucket. */
  isPlaced: boolean;
}

/** Plans the record of a streamed upload: with what was announced when it is opened, with everything before it ends. */
@Injectable()
export class StreamedUploadPlanner {
  /** An upload without a sign of life for twice this long has lost its request: half of it as URL, half as grace. */
  readonly lifeSeconds: number;

  constructor(
    private readonly buckets: BucketsService,
    private readonly preparation: UploadPreparation,
    private readonly planner: UploadPlanner,
    private readonly store: StoreState,
    config: Config,
  ) {
    this.lifeSeconds = 2 * config.get('FILES_UPLOAD_IDLE_SECONDS');
  }

  /** Reserves `maxBytes`, or what tier and bucket allow if that is less. What was not announced is not refused yet. */
  async provisional(actor: Actor, announced: AnnouncedFile, maxBytes: number): Promise<ProvisionalPlan> {
    this.store.assertAccepts();
    const { bucket: named, ...said } = announced;
    const isPlaced = named !== undefined && said.contentType !== undefined;
    const bucket = isPlaced ? named : await this.holdingBucket(actor, named);
    const plan = this.planner.plan(actor, bucket, {
      ...UNSAID,
      ...said,
      method,
      presignedUrlExpiration: this.lifeSeconds,
    });
    if (isPlaced) await this.checkUniqueKey(actor, plan);
    const reservedBytes = Math.min(plan.upload.reservedBytes, maxBytes);
    return { planned: { ...plan.upload, reservedBytes, graceSeconds: this.lifeSeconds }, bucket, isPlaced };
  }

  /** The provisional record as the database has it. */
  record({ planned, bucket }: ProvisionalPlan, createdAt: Date): Upload {
    return createdUpload(planned, bucket.name, createdAt);
  }

  /** What the record would have been, had everything been known before. Refuses what would have been refused then. */
  async final(
    actor: Actor,
    opened: OpenStreamedUpload,
    bucket: Bucket,
    file: StreamedFile & { size: number },
  ): Promise<NewUpload> {
    const { size: fileSizeBytes, ...said } = file;
    const plan = this.planner.plan(actor, bucket, { ...said, method, fileSizeBytes }, opened.record.id);
    if (!isAsAnnounced(opened, bucket, said)) await this.checkUniqueKey(actor, plan);
    return plan.upload;
  }

  private async checkUniqueKey(actor: Actor, plan: UploadPlan): Promise<void> {
    await this.preparation.checkUniqueKeys(actor, plan.bucket, [plan], inOnlyItem);
  }

  /** Until bucket and type are known, any bucket of the workspace holds the record, without its own rules. */
  private async holdingBucket(actor: Actor, named: Bucket | undefined): Promise<Bucket> {
    const bucket = named ?? { ...(await this.buckets.any(actor)), maxFileSize: null };
    return { ...bucket, status: 'ACTIVE', schema: null, allowedContentTypes: [] };
  }
}

/** Whether the unique key that was checked at the beginning is the file's. */
function isAsAnnounced({ record, isPlaced }: OpenStreamedUpload, bucket: Bucket, file: StreamedFile): boolean {
  const isSameFile = record.filename === file.filename && record.contentType === file.contentType;
  return isPlaced && record.bucketId === bucket.id && isSameFile;
}
