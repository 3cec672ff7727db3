import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import type { Actor } from '../../../shared/actor.js';
import { type Bucket, BucketsService } from '../../buckets/index.js';
import type { NewUpload } from '../creation/create-upload.repository.js';
import { propertyFromFilename } from '../domain/filename.js';
import { checkFields } from '../domain/upload-policy.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import { type Placement, UploadPlacement } from '../creation/upload-placement.js';
import { UploadPlanner } from '../creation/upload-planner.js';

/** What is said of a body that comes through ourselves. */
export type StreamedFile = Pick<CreateUploadInput, 'filename' | 'contentType' | 'metadata'>;

/** As much of it as was said before the bytes came. */
export type AnnouncedFile = Partial<StreamedFile> & { bucket?: Bucket };

const UNSAID = { filename: 'unnamed', contentType: 'application/octet-stream' };

/** Turns what is known of a streamed body, at its beginning and at its end, into a record. */
@Injectable()
export class StreamedPlans {
  /** Without a sign of life for four times as long as a client may be silent, the request is gone: half of it as URL, half as grace. */
  readonly lifeSeconds: number;

  constructor(
    private readonly buckets: BucketsService,
    private readonly placement: UploadPlacement,
    private readonly planner: UploadPlanner,
    config: Config,
  ) {
    this.lifeSeconds = 2 * config.get('FILES_UPLOAD_IDLE_SECONDS');
  }

  /** Reserves `most` bytes, or what tier and bucket allow if that is less. What was not said yet is not refused yet. */
  async opening(actor: Actor, { bucket, ...said }: AnnouncedFile, most: number) {
    const file = { ...UNSAID, ...said };
    checkFields(file);
    const place =
      bucket && said.contentType !== undefined
        ? await this.placement.find(actor, bucket.id, file)
        : await this.holdingPlace(actor, file, bucket);
    const asked = { ...file, method: 'MULTIPART' as const, presignedUrlExpiration: this.lifeSeconds };
    const planned = this.planner.plan(actor, place, asked);
    const reservedBytes = Math.min(planned.reservedBytes, most);
    return { planned: { ...planned, reservedBytes, graceSeconds: this.lifeSeconds }, bucket: place.bucket };
  }

  /** The record as it would have been, had all been known before. Refuses what that would have been refused for. */
  async final(
    actor: Actor,
    bucket: Bucket,
    file: StreamedFile,
    known: { size: number; id?: string },
  ): Promise<NewUpload> {
    checkFields(file);
    const place = await this.placement.find(actor, bucket.id, file);
    return this.planner.plan(actor, place, { ...file, method: 'MULTIPART', fileSizeBytes: known.size }, known.id);
  }

  /** While nobody has said where the file goes, any bucket of the workspace holds its record. */
  private async holdingPlace(actor: Actor, file: StreamedFile, named: Bucket | undefined): Promise<Placement> {
    const bucket = named ?? { ...(await this.buckets.any(actor)), maxFileSize: null };
    return { bucket, blobProperty: propertyFromFilename(file.filename), blobType: 'OTHER' };
  }
}
