import { Injectable } from '@nestjs/common';
import type { ObjectInfo } from '../../../platform/object-store/object-store.js';
import type { Actor } from '../../../shared/actor.js';
import type { Bucket } from '../../buckets/index.js';
import { AdmissionQueue } from '../confirmation/admission-queue.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import type { OpenedUpload } from '../multipart/multipart-opener.js';
import { StreamOpener } from './stream-opener.js';
import { type AnnouncedFile, type StreamedFile, StreamedPlans } from './streamed-plans.js';
import { StreamedUploadRepository } from './streamed-upload.repository.js';
import { UploadsRepository } from '../records/uploads.repository.js';

/** What a streamed body turned out to be. */
export interface StreamedWhole {
  bucket: Bucket;
  file: StreamedFile;
  object: ObjectInfo;
}

/**
 * Uploads whose bytes come through ourselves. They live only as long as somebody says so: of a process that died, the
 * reconciler ends them.
 */
@Injectable()
export class StreamedUploadsService {
  constructor(
    private readonly plans: StreamedPlans,
    private readonly opener: StreamOpener,
    private readonly uploads: UploadsRepository,
    private readonly streamed: StreamedUploadRepository,
    private readonly queue: AdmissionQueue,
  ) {}

  /** With what was said so far. `most`: the bytes that it can have at most. */
  open(actor: Actor, said: AnnouncedFile, most: number): Promise<OpenedUpload> {
    return this.opener.open(actor, said, most);
  }

  /** A sign of life; a good while may pass between two. Throws when the upload has ended meanwhile. */
  async keepAlive(actor: Actor, { id }: OpenedUpload): Promise<void> {
    const { lifeSeconds } = this.plans;
    const alive = { id, status: 'UPLOADING' as const };
    const kept = await this.uploads.renewUrl(actor, alive, lifeSeconds, lifeSeconds);
    if (!kept) throw UploadErrors.gone('CANCELED', null);
  }

  /** Refuses what the bucket would have refused, had it been told everything before. */
  async check(actor: Actor, bucket: Bucket, file: StreamedFile, size: number): Promise<void> {
    await this.plans.final(actor, bucket, file, { size });
  }

  /** All bytes are one object in staging: to admission, like every other upload. */
  async complete(actor: Actor, upload: OpenedUpload, { bucket, file, object }: StreamedWhole): Promise<Upload> {
    const final = await this.plans.final(actor, bucket, file, { size: object.size, id: upload.id });
    const completed = await this.streamed.complete(actor, upload, final, object.etag);
    if (!completed) throw UploadErrors.gone('CANCELED', null);
    // A lost hint costs seconds: workers look for themselves.
    await this.queue.add(completed.id).catch(() => undefined);
    return completed;
  }

  abandon(actor: Actor, upload: Upload): Promise<void> {
    return this.opener.abandon(actor, upload);
  }
}
