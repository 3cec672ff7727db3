import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import type { Actor } from '../../../shared/actor.js';
import { type ListPage, type Page, pageOf } from '../../../shared/page.js';
import { requireScope } from '../../../shared/rights.js';
import { DownloadsService, TerminationService } from '../../uploads/index.js';
import { asOwnerOfUpload } from '../domain/document-rights.js';
import { DocumentAccess } from './document-access.js';
import { type DocumentFilter, DocumentListRepository } from './document-list.repository.js';
import type { DocumentRecord } from './document-row.repository.js';

/** Documents as their callers read, change and delete them. */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly access: DocumentAccess,
    private readonly lists: DocumentListRepository,
    private readonly downloads: DownloadsService,
    private readonly termination: TerminationService,
    private readonly config: Config,
  ) {}

  get(actor: Actor, id: string): Promise<DocumentRecord> {
    return this.access.toRead(actor, id);
  }

  async list(actor: Actor, filter: DocumentFilter, page: ListPage): Promise<Page<DocumentRecord>> {
    requireScope(actor, 'documents:read');
    return pageOf(await this.lists.list(actor, filter, page), page, (document) => document);
  }

  /** A link to the bytes that needs no credentials, for DOCUMENT_PRESIGNED_URL_EXPIRY. */
  async downloadUrl(actor: Actor, id: string): Promise<string> {
    const { uploadId } = await this.access.toRead(actor, id);
    const expiresIn = this.config.get('DOCUMENT_PRESIGNED_URL_EXPIRY');
    return (await this.downloads.link(asOwnerOfUpload(actor), uploadId, { expiresIn })).url;
  }

  /** Deletes it with its file, whatever their state; returns it as it was. The text is erased in the background. */
  async delete(actor: Actor, id: string): Promise<DocumentRecord> {
    const document = await this.access.toActOn(actor, id);
    await this.termination.delete(asOwnerOfUpload(actor), document.uploadId);
    return document;
  }
}
