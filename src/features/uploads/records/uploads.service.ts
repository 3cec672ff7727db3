import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { type Page, pageOf, type ListPage } from '../../../shared/page.js';
import { requireScope } from '../../../shared/rights.js';
import { stagingKey, uploadsNamedIn } from '../domain/object-key.js';
import type { Upload } from '../domain/upload.js';
import { UploadAccess } from './upload-access.js';
import { type UploadFilter, UploadsRepository } from './uploads.repository.js';

/** Uploads as their callers read them. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly access: UploadAccess,
    private readonly uploads: UploadsRepository,
  ) {}

  get(actor: Actor, id: string): Promise<Upload> {
    return this.access.toRead(actor, id);
  }

  /** One that the caller created, for a repeated request. Its URL is signed anew by the renewal. */
  recall(actor: Actor, id: string): Promise<Upload> {
    return this.access.toActOn(actor, id);
  }

  /** The ones that exist, by id. */
  getEach(actor: Actor, ids: readonly string[]): Promise<Map<string, Upload>> {
    return this.access.toReadEach(actor, ids);
  }

  /** The one whose final key or staging key this is, for a sender; undefined: none in this workspace. */
  async findByKey(actor: Actor, key: string): Promise<Upload | undefined> {
    const found = await this.access.toReadEach(actor, uploadsNamedIn(key), ['uploads:write']);
    return [...found.values()].find((upload) => upload.key === key || stagingKey(upload) === key);
  }

  async list(actor: Actor, filter: UploadFilter, page: ListPage): Promise<Page<Upload>> {
    requireScope(actor, 'uploads:read');
    return pageOf(await this.uploads.list(actor, filter, page), page, (upload) => upload);
  }
}
