import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import type { Actor } from '../../../shared/actor.js';
import { type Bucket, BucketsService } from '../../buckets/index.js';
import type { NewUpload } from '../creation/create-upload.repository.js';
import { type Placement, UploadPlacement } from '../creation/upload-placement.js';
import { UploadPlanner } from '../creation/upload-planner.js';
import { propertyFromFilename } from '../domain/filename.js';
import { checkFields } from '../domain/upload-policy.js';
import type { Upload } from '../domain/upload.js';
import type { AnnouncedFile, OpenStreamedUpload, StreamedFile } from './streamed-upload.js';

const UNSAID = { filename: 'unnamed', contentType: 'application/octet-stream' };
const method = 'STREAMED';

/** The record that a streamed upload is opened with: provisional, until its request has arrived whole. */
export interface ProvisionalPlan {
  planned: NewUpload;
  bucket: Bucket;
  place?: Placement;
}

/** Plans the record of a streamed upload: with what was announced when it is opened, with everything before it ends. */
@Injectable()
export class StreamedUploadPlanner {
  /** An upload without a sign of life for twice this long has lost its request: half of it as URL, half as grace. */
  readonly lifeSeconds: number;

  constructor(
    private readonly buckets: BucketsService,
    private readonly placement: UploadPlacement,
    private readonly planner: UploadPlanner,
    config: Config,
  ) {
    this.lifeSeconds = 2 * config.get('FILES_UPLOAD_IDLE_SECONDS');
  }

  /** Reserves `maxBytes`, or what tier and bucket allow if that is less. What was not announced is not refused yet. */
  async provisional(actor: Actor, announced: AnnouncedFile, maxBytes: number): Promise<ProvisionalPlan> {
    const { bucket, ...said } = announced;
    const file = { ...UNSAID, ...said };
    checkFields(file);
    const isComplete = bucket && said.contentType !== undefined;
    const place = isComplete ? await this.placement.find(actor, bucket, file) : undefined;
    const holding = place ?? (await this.holdingPlace(actor, file, bucket));
    const asked = { ...file, method, presignedUrlExpiration: this.lifeSeconds } as const;
    const plan = this.planner.plan(actor, holding, asked);
    const reservedBytes = Math.min(plan.reservedBytes, maxBytes);
    const planned = { ...plan, reservedBytes, graceSeconds: this.lifeSeconds };
    return { planned, bucket: holding.bucket, ...(place && { place }) };
  }

  /** The provisional record as the database has it. */
  record(provisional: ProvisionalPlan, createdAt: Date): Upload {
    return this.planner.record(provisional, createdAt);
  }

  /** What the record would have been, had everything been known before. Refuses what would have been refused then. */
  async final(
    actor: Actor,
    opened: OpenStreamedUpload,
    bucket: Bucket,
    file: StreamedFile & { size: number },
  ): Promise<NewUpload> {
    const { size: fileSizeBytes, ...said } = file;
    checkFields(said);
    const place = isAsAnnounced(opened, bucket, said) ? opened.place! : await this.placement.find(actor, bucket, said);
    return this.planner.plan(actor, place, { ...said, method, fileSizeBytes }, opened.record.id);
  }

  /** Until the bucket is named, any bucket of the workspace holds the record. */
  private async holdingPlace(actor: Actor, file: StreamedFile, named: Bucket | undefined): Promise<Placement> {
    const bucket = named ?? { ...(await this.buckets.any(actor)), maxFileSize: null };
    return { bucket, blobProperty: propertyFromFilename(file.filename), blobType: 'OTHER' };
  }
}

/** Whether the place that was looked up at the beginning is the file's place. */
function isAsAnnounced({ record, place }: OpenStreamedUpload, bucket: Bucket, file: StreamedFile): boolean {
  const isSameFile = record.filename === file.filename && record.contentType === file.contentType;
  return place?.bucket.id === bucket.id && isSameFile;
}
