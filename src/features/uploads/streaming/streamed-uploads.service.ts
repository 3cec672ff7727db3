import { Injectable } from '@nestjs/common';
import type { ObjectInfo } from '../../../platform/object-store/object-store.js';
import type { Actor } from '../../../shared/actor.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import type { Bucket } from '../../buckets/index.js';
import { CreateUploadRepository } from '../creation/create-upload.repository.js';
import type { NewUpload } from '../domain/new-upload.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { AdmissionHints } from '../hints/admission-hints.js';
import { MultipartOpener } from '../multipart/multipart-opener.js';
import { UploadsRepository } from '../records/uploads.repository.js';
import { TerminationService } from '../termination/termination.service.js';
import type { AnnouncedFile, OpenStreamedUpload, StreamedFile } from './streamed-upload.js';
import { StreamedUploadPlanner } from './streamed-upload-planner.js';
import { StreamedUploadRepository } from './streamed-upload.repository.js';

const endedMeanwhile = new Set(['INVALID_STATE', 'NOT_FOUND']);

/**
 * The records of uploads whose bytes arrive with the request (method STREAMED): opened before the first byte is kept,
 * kept alive while bytes arrive, then completed or abandoned. After the death of its process the reconciler expires one.
 */
@Injectable()
export class StreamedUploadsService {
  constructor(
    private readonly planner: StreamedUploadPlanner,
    private readonly creation: CreateUploadRepository,
    private readonly sessions: MultipartOpener,
    private readonly uploads: UploadsRepository,
    private readonly streamed: StreamedUploadRepository,
    private readonly termination: TerminationService,
    private readonly hints: AdmissionHints,
  ) {}

  /** Makes the record, its reservation of at most `maxBytes` and the store's multipart session. */
  async open(actor: Actor, announced: AnnouncedFile, maxBytes: number): Promise<OpenStreamedUpload> {
    const plan = await this.planner.provisional(actor, announced, maxBytes);
    const createdAt = await this.creation.insert(plan.planned, undefined, 'files');
    const created = this.planner.record(plan, createdAt);
    try {
      const record = await this.sessions.open(actor, created);
      return { record, isPlaced: plan.isPlaced };
    } catch (error) {
      await this.abandon(actor, created);
      // It was canceled while its session was opened.
      if (error instanceof DomainError && endedMeanwhile.has(error.code)) throw UploadErrors.gone('CANCELED', null);
      throw error;
    }
  }

  /** Moves the deadline. Throws when the upload has ended meanwhile. */
  async keepAlive(actor: Actor, { record: { id } }: OpenStreamedUpload): Promise<void> {
    const { lifeSeconds } = this.planner;
    const kept = await this.uploads.renewUrl(actor, { id, status: 'UPLOADING' }, lifeSeconds, lifeSeconds);
    if (!kept) throw UploadErrors.gone('CANCELED', null);
  }

  /** The final record. Refuses what tier, bucket or schema would have refused, had everything been known before. */
  plan(
    actor: Actor,
    opened: OpenStreamedUpload,
    bucket: Bucket,
    file: StreamedFile & { size: number },
  ): Promise<NewUpload> {
    return this.planner.final(actor, opened, bucket, file);
  }

  /** All bytes are one object in staging: confirmed, and admitted like every other upload. */
  async complete(actor: Actor, { record }: OpenStreamedUpload, final: NewUpload, object: ObjectInfo): Promise<Upload> {
    const completed = await this.streamed.complete(actor, record, final, object.etag);
    if (!completed) throw UploadErrors.gone('CANCELED', null);
    this.hints.workWaits();
    return completed;
  }

  /** Leaves no record, no reservation and no byte. What cannot be undone now, the reconciler ends. */
  async abandon(actor: Actor, upload: Upload): Promise<void> {
    await this.termination.abandon(actor, upload).catch(() => undefined);
  }
}
