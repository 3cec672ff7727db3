import { Injectable } from '@nestjs/common';
import { type Actor, actorId } from '../../../shared/actor.js';
import { ConfirmUploadService } from '../confirmation/confirm-upload.service.js';
import { StagedBytes } from '../confirmation/staged-bytes.js';
import { bytesOf, type NamedPart, namingProblem, partsDigest, sizeProblem } from '../domain/unsized-parts.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { UploadAccess } from '../records/upload-access.js';
import { TerminationService } from '../termination/termination.service.js';
import { isTakingParts } from './multipart-opener.js';
import { requireUnsized } from './unsized-uploads.service.js';

/** The end of an upload in parts that no plan describes: only now its size is known, and only these parts are assembled. */
@Injectable()
export class UnsizedCompletionService {
  constructor(
    private readonly access: UploadAccess,
    private readonly staged: StagedBytes,
    private readonly confirmation: ConfirmUploadService,
    private readonly termination: TerminationService,
  ) {}

  /** Repeated completions get the state of the first. Parts that can be no file end the upload. */
  async complete(actor: Actor, id: string, named: NamedPart[]): Promise<Upload> {
    const upload = requireUnsized(await this.access.toActOn(actor, id));
    // It has gone on, or has ended: the answer of a confirmation says which.
    if (!isTakingParts(upload)) return this.confirmation.confirm(actor, id, {});
    const stored = (await this.staged.partsOf(upload)) ?? [];
    const wrongNames = namingProblem(stored, named);
    if (wrongNames !== undefined) throw UploadErrors.partsDiffer(wrongNames);
    const wrongSize = sizeProblem(stored, upload);
    if (wrongSize !== undefined) {
      await this.termination.reject(upload, 'size_mismatch', actorId(actor));
      throw UploadErrors.partsUnfit(wrongSize);
    }
    const found = { bytes: bytesOf(stored), partsDigest: partsDigest(stored) };
    const how = { by: actorId(actor), claims: {}, found };
    return this.confirmation.complete(upload, { etag: null }, how);
  }

  /** Clients abort what was refused, too: an upload that ended without a file stays as it is. An admitted file is refused. */
  async cancel(actor: Actor, id: string): Promise<Upload> {
    const upload = requireUnsized(await this.access.toActOn(actor, id));
    const hasFailed = upload.status === 'REJECTED' || upload.status === 'EXPIRED';
    return hasFailed ? upload : this.termination.cancel(actor, id);
  }
}
