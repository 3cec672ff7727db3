import { Injectable } from '@nestjs/common';
import { Config } from '../../../../config/config.js';
import { StoreCapabilities } from '../../../../platform/object-store/store-capabilities.js';
import type { Actor } from '../../../../shared/actor.js';
import { Errors } from '../../../../shared/errors/errors.js';
import { CreateUploadService } from '../../creation/create-upload.service.js';
import { stagingKey } from '../../domain/object-key.js';
import { takesMethod } from '../../domain/store-guarantees.js';
import type { NamedPart, StoredPart } from '../../domain/unsized-parts.js';
import { UploadErrors } from '../../domain/upload.errors.js';
import type { Upload } from '../../domain/upload.js';
import { UnsizedCompletionService } from '../../multipart/unsized-completion.service.js';
import { UnsizedUploadsService } from '../../multipart/unsized-uploads.service.js';
import type { SignedUpload } from '../../signing/issued-upload.js';
import type { SignedPartUrl } from '../../signing/upload-urls.service.js';
import type { OpenedUpload } from '../../multipart/multipart-opener.js';
import type { RequestedFile } from './requested-file.js';
import { UppyErrors } from './uppy.errors.js';

/** A session as a client names it: its id, and the key that it believes to write. */
export interface NamedSession {
  uploadId: string;
  key: string | undefined;
}

/** What Uppy's two protocols have in common. Every caller is the bearer of an upload token. */
@Injectable()
export class UppyUploadsService {
  constructor(
    private readonly creation: CreateUploadService,
    private readonly unsized: UnsizedUploadsService,
    private readonly completion: UnsizedCompletionService,
    private readonly store: StoreCapabilities,
    private readonly config: Config,
  ) {}

  /** One request for the whole file. Of an unknown size only a form bounds the length; `orPut` settles for less. */
  async whole(
    actor: Actor,
    file: RequestedFile,
    { orPut = false } = {},
  ): Promise<{ upload: Upload; signed: SignedUpload }> {
    const method = this.methodFor(file, orPut);
    const { upload, signed, skippedFor } = await this.creation.create(actor, bucketOf(actor), {
      ...file,
      face: 'uppy',
      method,
    });
    if (skippedFor !== undefined || !signed) throw UploadErrors.nothingToSend(skippedFor ?? upload.id);
    return { upload, signed };
  }

  /** A session of parts. The same `id` opens the same session again. */
  open(actor: Actor, file: RequestedFile, id?: string): Promise<OpenedUpload> {
    return this.unsized.open(actor, bucketOf(actor), { ...file, face: 'uppy', id });
  }

  async sign(actor: Actor, session: NamedSession, partNumbers: number[]): Promise<SignedPartUrl[]> {
    checkKey(actor, session);
    return this.unsized.sign(actor, session.uploadId, partNumbers);
  }

  async list(actor: Actor, session: NamedSession): Promise<StoredPart[]> {
    checkKey(actor, session);
    return (await this.unsized.list(actor, session.uploadId)).parts;
  }

  async complete(actor: Actor, session: NamedSession, parts: NamedPart[]): Promise<Upload> {
    checkKey(actor, session);
    return this.completion.complete(actor, session.uploadId, parts);
  }

  async abort(actor: Actor, session: NamedSession): Promise<void> {
    checkKey(actor, session);
    await this.completion.cancel(actor, session.uploadId);
  }

  private methodFor({ fileSizeBytes }: RequestedFile, orPut: boolean): 'PUT' | 'POST' {
    if (fileSizeBytes !== undefined) return 'PUT';
    if (takesMethod(this.store, 'POST')) return 'POST';
    if (orPut) return 'PUT';
    throw UppyErrors.useMultipart();
  }

  /** Where the file is once it was admitted. */
  locationOf({ id }: Pick<Upload, 'id'>): string {
    return `${this.config.publicUrl.replace(/\/+$/, '')}/v1/files/${id}`;
  }
}

/** The key only has to be that of the session: the record says where its bytes go. */
function checkKey({ workspaceId }: Actor, { uploadId, key }: NamedSession): void {
  if (key === undefined) throw Errors.invalidField('key', 'is needed: send the key that the session was opened with');
  if (key !== stagingKey({ workspaceId, id: uploadId })) throw UploadErrors.notFound();
}

function bucketOf({ uploadToken }: Actor): string {
  if (!uploadToken) throw Errors.unauthenticated('Only an upload token opens these routes.');
  return uploadToken.bucketId;
}
