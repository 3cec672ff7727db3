import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { ObjectStore } from '../../../platform/object-store/object-store.js';
import type { Actor } from '../../../shared/actor.js';
import { stagingKey } from '../domain/object-key.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { MultipartRepository } from './multipart.repository.js';
import { UploadsRepository } from '../records/uploads.repository.js';

/** An upload whose session of parts is open. */
export type OpenedUpload = Upload & { multipartId: string };

/**
 * Opens the multipart session of an upload, once: PENDING → UPLOADING. The loser of a race trashes its own session; a
 * session that a crash left without a record is found by the sweep.
 */
@Injectable()
export class MultipartOpener {
  constructor(
    private readonly uploads: UploadsRepository,
    private readonly sessions: MultipartRepository,
    private readonly store: ObjectStore,
    private readonly faults: FaultPoints,
  ) {}

  async open(actor: Actor, upload: Upload): Promise<OpenedUpload> {
    if (!isTakingParts(upload)) throw noPartUrls(upload);
    if (hasSession(upload)) return upload;
    const multipartId = await this.store.createMultipart(stagingKey(upload), upload.contentType);
    await this.faults.reached('multipart.opened');
    const begun = await this.sessions.begin(actor, upload, multipartId);
    await this.faults.reached('multipart.begun');
    const now = begun ?? (await this.uploads.find(actor, upload.id));
    if (now && isTakingParts(now) && hasSession(now)) return now;
    throw noPartUrls(now);
  }
}

export const isTakingParts = ({ status }: Upload): boolean => status === 'PENDING' || status === 'UPLOADING';

const hasSession = (upload: Upload): upload is OpenedUpload => upload.multipartId !== null;

/** Why an upload gets no part URLs. */
export function noPartUrls(upload: Upload | null): Error {
  return upload ? UploadErrors.illegal('get part URLs', upload.status) : UploadErrors.notFound();
}
