import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { CreateUploadRepository } from '../creation/create-upload.repository.js';
import { createdUpload } from '../domain/new-upload.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { TerminationService } from '../termination/termination.service.js';
import { MultipartOpener, type OpenedUpload } from '../multipart/multipart-opener.js';
import { type AnnouncedFile, StreamedPlans } from './streamed-plans.js';

const endedMeanwhile = new Set(['INVALID_STATE', 'NOT_FOUND']);

/** Makes the record, its reservation and the store's session for a body, before the first byte of it is kept. */
@Injectable()
export class StreamOpener {
  constructor(
    private readonly plans: StreamedPlans,
    private readonly creation: CreateUploadRepository,
    private readonly sessions: MultipartOpener,
    private readonly termination: TerminationService,
  ) {}

  async open(actor: Actor, said: AnnouncedFile, most: number): Promise<OpenedUpload> {
    const opening = await this.plans.opening(actor, said, most);
    const createdAt = await this.creation.insert(opening.planned);
    const upload = createdUpload(opening.planned, opening.bucket.name, createdAt);
    try {
      return await this.sessions.open(actor, upload);
    } catch (error) {
      await this.abandon(actor, upload);
      // Somebody ended it while its session was opened.
      if (error instanceof DomainError && endedMeanwhile.has(error.code)) throw UploadErrors.gone('CANCELED', null);
      throw error;
    }
  }

  /** Nothing came of it: no record, no reservation, no byte. What cannot be undone now, the reconciler ends. */
  async abandon(actor: Actor, upload: Upload): Promise<void> {
    await this.termination.abandon(actor, upload).catch(() => undefined);
  }
}
