import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import type { Actor } from '../../../shared/actor.js';
import { type Bucket, BucketsService } from '../../buckets/index.js';
import { inOnlyItem } from '../creation/in-item.js';
import type { AskedUpload } from '../domain/asked-upload.js';
import type { NewUpload } from '../domain/new-upload.js';
import { UploadPreparation } from '../creation/upload-preparation.js';
import { UploadPlanner } from '../creation/upload-planner.js';

/** What is said of a body that comes through ourselves. */
export type StreamedFile = Pick<AskedUpload, 'filename' | 'contentType' | 'metadata'>;

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
    private readonly preparation: UploadPreparation,
    private readonly planner: UploadPlanner,
    config: Config,
  ) {
    this.lifeSeconds = 2 * config.get('FILES_UPLOAD_IDLE_SECONDS');
  }

  /** Reserves `most` bytes, or what tier and bucket allow if that is less. What was not said yet is not refused yet. */
  async opening(actor: Actor, { bucket, ...said }: AnnouncedFile, most: number) {
    const asked = {
      ...UNSAID,
      ...said,
      ...{ method: 'MULTIPART' as const, isStreamed: true, presignedUrlExpiration: this.lifeSeconds },
    };
    const isPlaced = bucket !== undefined && said.contentType !== undefined;
    const plan = this.planner.plan(actor, isPlaced ? bucket : await this.holdingPlace(actor, bucket), asked);
    if (isPlaced) await this.preparation.checkUniqueKeys(actor, bucket, [plan], inOnlyItem);
    const reservedBytes = Math.min(plan.upload.reservedBytes, most);
    return { planned: { ...plan.upload, reservedBytes, graceSeconds: this.lifeSeconds }, bucket: plan.bucket };
  }

  /** The record as it would have been, had all been known before. Refuses what that would have been refused for. */
  async final(
    actor: Actor,
    bucket: Bucket,
    file: StreamedFile,
    known: { size: number; id?: string },
  ): Promise<NewUpload> {
    const asked = { ...file, method: 'MULTIPART' as const, fileSizeBytes: known.size };
    const plan = this.planner.plan(actor, bucket, asked, known.id);
    await this.preparation.checkUniqueKeys(actor, bucket, [plan], inOnlyItem);
    return plan.upload;
  }

  /** While nobody has said where the file goes, any bucket of the workspace holds its record, by none of its rules. */
  private async holdingPlace(actor: Actor, named: Bucket | undefined): Promise<Bucket> {
    const bucket = named ?? { ...(await this.buckets.any(actor)), maxFileSize: null };
    return { ...bucket, status: 'ACTIVE', schema: null, allowedContentTypes: [] };
  }
}
