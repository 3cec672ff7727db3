import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { actorId } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { ConfirmUploadService } from '../confirmation/confirm-upload.service.js';
import { StagedBytes } from '../confirmation/staged-bytes.js';
import { CreateUploadService } from '../creation/create-upload.service.js';
import type { AskedUpload } from '../domain/asked-upload.js';
import {
  bytesOf,
  lastPartNumber,
  type NamedPart,
  namingProblem,
  partsDigest,
  sizeProblem,
  type StoredPart,
} from '../domain/unsized-parts.js';
import { graceSeconds } from '../domain/upload-deadline.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { UploadAccess } from '../records/upload-access.js';
import { UploadsRepository } from '../records/uploads.repository.js';
import { type SignedPartUrl, UploadUrlsService } from '../signing/upload-urls.service.js';
import { TerminationService } from '../termination/termination.service.js';
import { isTakingParts, MultipartOpener, noPartUrls, type OpenedUpload } from './multipart-opener.js';

const method = 'MULTIPART_UNSIZED';

/**
 * Uploads in parts that the client cuts as it likes (method MULTIPART_UNSIZED). The most that limits allow is reserved;
 * the client says when all parts are there, and only then is the size known. Only these parts are assembled.
 */
@Injectable()
export class UnsizedUploadsService {
  constructor(
    private readonly creation: CreateUploadService,
    private readonly access: UploadAccess,
    private readonly uploads: UploadsRepository,
    private readonly opener: MultipartOpener,
    private readonly staged: StagedBytes,
    private readonly urls: UploadUrlsService,
    private readonly confirmation: ConfirmUploadService,
    private readonly termination: TerminationService,
  ) {}

  /** Makes the record, its reservation and the store's session. With an `id` that exists already: opens that upload again. */
  async open(actor: Actor, bucketId: string, asked: Omit<AskedUpload, 'method'>): Promise<OpenedUpload> {
    const known = asked.id === undefined ? null : await this.uploads.find(actor, asked.id);
    const upload = known ? await this.find(actor, known.id) : await this.create(actor, bucketId, asked);
    return this.opener.open(actor, upload);
  }

  /** A URL for each part; it lives as long as was requested at creation, and the deadline moves with it. */
  async sign(actor: Actor, id: string, partNumbers: number[]): Promise<SignedPartUrl[]> {
    const upload = await this.find(actor, id);
    const last = lastPartNumber(upload.reservedBytes);
    if (partNumbers.some((number) => number > last))
      throw Errors.invalidField(
        'partNumber',
        `must be at most ${last}, for a file of at most ${upload.reservedBytes} bytes`,
      );
    const opened = await this.opener.open(actor, upload);
    const { urlExpiresInSeconds, reservedBytes } = opened;
    const renewed = await this.uploads.renewUrl(actor, opened, urlExpiresInSeconds, graceSeconds(reservedBytes));
    if (!renewed) throw noPartUrls(await this.uploads.find(actor, id));
    return this.urls.signPartsOfAnySize(opened, [...new Set(partNumbers)]);
  }

  /** The parts that have arrived, for a client that goes on after a reload. */
  async list(actor: Actor, id: string): Promise<{ upload: Upload; parts: StoredPart[] }> {
    const upload = await this.find(actor, id);
    return { upload, parts: (isTakingParts(upload) ? await this.staged.partsOf(upload) : null) ?? [] };
  }

  /** Repeated completions get the state of the first. Parts that can be no file end the upload. */
  async complete(actor: Actor, id: string, named: NamedPart[]): Promise<Upload> {
    const upload = await this.find(actor, id);
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
    const how = { by: actorId(actor), byClient: true, found };
    return this.confirmation.complete(actor, upload, { etag: null }, how);
  }

  /** Canceling twice is fine; a file that was completed is not canceled by it. */
  async cancel(actor: Actor, id: string): Promise<Upload> {
    await this.find(actor, id);
    return this.termination.cancel(actor, id);
  }

  private async create(actor: Actor, bucketId: string, asked: Omit<AskedUpload, 'method'>): Promise<Upload> {
    // Bytes are always sent: without a hash nothing can be a duplicate.
    const { upload, skippedFor } = await this.creation.create(actor, bucketId, { ...asked, method });
    if (skippedFor !== undefined) throw UploadErrors.nothingToSend(skippedFor);
    return upload;
  }

  /** Of any other method it does not exist here. */
  private async find(actor: Actor, id: string): Promise<Upload> {
    const upload = await this.access.toActOn(actor, id);
    if (upload.method !== method) throw UploadErrors.notFound();
    return upload;
  }
}
