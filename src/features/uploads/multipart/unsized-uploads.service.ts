import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { StagedBytes } from '../confirmation/staged-bytes.js';
import { CreateUploadService } from '../creation/create-upload.service.js';
import type { AskedUpload } from '../domain/asked-upload.js';
import { lastPartNumber, type StoredPart } from '../domain/unsized-parts.js';
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
 * Uploads in parts that the client cuts as it likes (method MULTIPART_UNSIZED). The most that limits allow is reserved
 * until the client says that all parts are there.
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
    private readonly termination: TerminationService,
  ) {}

  /** Makes the record, its reservation and the store's session. With an `id` that exists already: opens that upload again. */
  async open(actor: Actor, bucketId: string, asked: Omit<AskedUpload, 'method'>): Promise<OpenedUpload> {
    const known = asked.id === undefined ? null : await this.uploads.find(actor, asked.id);
    if (known) return this.opener.open(actor, await this.find(actor, known.id));
    const created = await this.create(actor, bucketId, asked);
    try {
      return await this.opener.open(actor, created);
    } catch (error) {
      // A retry without the id makes another: this one would keep its reservation until its deadline.
      if (asked.id === undefined) await this.termination.abandon(actor, created).catch(() => undefined);
      throw error;
    }
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

  private async create(actor: Actor, bucketId: string, asked: Omit<AskedUpload, 'method'>): Promise<Upload> {
    // Bytes are always sent: without a hash nothing can be a duplicate.
    const { upload, skippedFor } = await this.creation.create(actor, bucketId, { ...asked, method });
    if (skippedFor !== undefined) throw UploadErrors.nothingToSend(skippedFor);
    return upload;
  }

  private async find(actor: Actor, id: string): Promise<Upload> {
    return requireUnsized(await this.access.toActOn(actor, id));
  }
}

/** An upload of any other method does not exist here. */
export function requireUnsized(upload: Upload): Upload {
  if (upload.method !== method) throw UploadErrors.notFound();
  return upload;
}
