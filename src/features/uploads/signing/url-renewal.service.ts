import { Injectable } from '@nestjs/common';
import { StoreCapabilities } from '../../../platform/object-store/store-capabilities.js';
import type { Actor } from '../../../shared/actor.js';
import { requireMethod, takesMethod } from '../domain/store-guarantees.js';
import { graceSeconds } from '../domain/upload-deadline.js';
import { uploadMethods } from '../domain/upload-method.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { UploadAccess } from '../records/upload-access.js';
import { UploadsRepository } from '../records/uploads.repository.js';
import type { IssuedUpload } from './issued-upload.js';
import { UploadUrlsService } from './upload-urls.service.js';

/** A new URL for an upload whose bytes have not arrived. */
@Injectable()
export class UrlRenewalService {
  constructor(
    private readonly access: UploadAccess,
    private readonly uploads: UploadsRepository,
    private readonly store: StoreCapabilities,
    private readonly urls: UploadUrlsService,
  ) {}

  async sign(actor: Actor, id: string): Promise<IssuedUpload> {
    const { method, status, urlExpiresInSeconds, reservedBytes } = await this.access.toActOn(actor, id);
    if (uploadMethods[method].urls !== 'whole') throw UploadErrors.noSuchUrl(method);
    requireMethod(this.store, method);
    const pending = { id, status: 'PENDING' as const };
    const upload = await this.uploads.renewUrl(actor, pending, urlExpiresInSeconds, graceSeconds(reservedBytes));
    if (!upload) throw UploadErrors.illegal('get a new URL', status);
    return { upload, signed: this.urls.sign(upload) };
  }

  /** The same for many, by as many statements as for one. Uploads that get no URL are left out. */
  async signEach(actor: Actor, ids: string[]): Promise<Map<string, IssuedUpload>> {
    const found = [...(await this.access.toActOnEach(actor, ids)).values()];
    const waiting = found.flatMap((upload) => (upload instanceof Error || !this.takesUrl(upload) ? [] : [upload]));
    if (waiting.length === 0) return new Map();
    const renewals = waiting.map(({ id, reservedBytes }) => ({ id, graceSeconds: graceSeconds(reservedBytes) }));
    const renewed = await this.uploads.renewUrls(actor, renewals);
    return new Map(renewed.map((upload) => [upload.id, { upload, signed: this.urls.sign(upload) }]));
  }

  private takesUrl({ status, method }: Upload): boolean {
    return status === 'PENDING' && uploadMethods[method].urls === 'whole' && takesMethod(this.store, method);
  }
}
