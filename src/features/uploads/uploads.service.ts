import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/actor.js';
import { type Page, pageOf, type ListPage } from '../../shared/page.js';
import { requireScope } from '../../shared/rights.js';
import type { IssuedUpload } from './creation/issued-upload.js';
import { graceSeconds } from './domain/upload-deadline.js';
import { uploadMethods } from './domain/upload-method.js';
import { UploadErrors } from './domain/upload.errors.js';
import type { Upload } from './domain/upload.js';
import { UploadUrlsService } from './signing/upload-urls.service.js';
import { UploadAccess } from './records/upload-access.js';
import { type UploadFilter, UploadsRepository } from './records/uploads.repository.js';

/** What a caller may learn of an upload, and a fresh URL for one whose bytes have not arrived. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly access: UploadAccess,
    private readonly uploads: UploadsRepository,
    private readonly urls: UploadUrlsService,
  ) {}

  get(actor: Actor, id: string): Promise<Upload> {
    return this.access.toRead(actor, id);
  }

  /** One that the caller made, for the request that made it, again. Its URL is signed when it is asked for. */
  recall(actor: Actor, id: string): Promise<Upload> {
    return this.access.toActOn(actor, id);
  }

  /** Those of these that are there. */
  getEach(actor: Actor, ids: readonly string[]): Promise<Map<string, Upload>> {
    return this.access.toReadEach(actor, ids);
  }

  async list(actor: Actor, filter: UploadFilter, page: ListPage): Promise<Page<Upload>> {
    requireScope(actor, 'uploads:read');
    return pageOf(await this.uploads.list(actor, filter, page), page, (upload) => upload);
  }

  /** A URL with a new life for an upload that is still PENDING. */
  async sign(actor: Actor, id: string): Promise<IssuedUpload> {
    const { method, status, urlExpiresInSeconds, reservedBytes } = await this.access.toActOn(actor, id);
    if (uploadMethods[method].urls !== 'whole') throw UploadErrors.noSuchUrl(method);
    this.urls.refuseImpossible(method);
    const upload = await this.uploads.renewUrl(
      actor,
      { id, status: 'PENDING' },
      urlExpiresInSeconds,
      graceSeconds(reservedBytes),
    );
    if (!upload) throw UploadErrors.illegal('get a new URL', status);
    return { upload, signed: this.urls.sign(upload) };
  }

  /** The same for many, by as many statements as for one. Those that get no URL, by now or at all, are left out. */
  async signEach(actor: Actor, ids: string[]): Promise<Map<string, IssuedUpload>> {
    const found = [...(await this.access.toActOnEach(actor, ids)).values()];
    const waiting = found.flatMap((upload) => (upload instanceof Error || !this.takesUrl(upload) ? [] : [upload]));
    if (waiting.length === 0) return new Map();
    const renewals = waiting.map(({ id, reservedBytes }) => ({ id, graceSeconds: graceSeconds(reservedBytes) }));
    const renewed = await this.uploads.renewUrls(actor, renewals);
    return new Map(renewed.map((upload) => [upload.id, { upload, signed: this.urls.sign(upload) }]));
  }

  private takesUrl({ status, method }: Upload): boolean {
    return status === 'PENDING' && uploadMethods[method].urls === 'whole' && this.urls.isPossible(method);
  }
}
