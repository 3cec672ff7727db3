import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import type { Actor } from '../../../shared/actor.js';
import { type ListPage, type Page, pageOf } from '../../../shared/page.js';
import { requireScope } from '../../../shared/rights.js';
import { DownloadsService, TerminationService } from '../../uploads/index.js';
import type { DocumentFilter, DocumentOrder } from '../domain/document-list.js';
import { asOwnerOfUpload } from '../domain/document-rights.js';
import { MembershipsRepository } from '../knowledge-bases/memberships.repository.js';
import { DocumentAccess } from './document-access.js';
import { DocumentListRepository } from './document-list.repository.js';
import type { DocumentRecord } from './document-row.repository.js';
import { type DocumentChanges, UpdateDocumentTransaction } from './update-document.transaction.js';

/** Documents as their callers read, change and delete them. */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly access: DocumentAccess,
    private readonly lists: DocumentListRepository,
    private readonly changes: UpdateDocumentTransaction,
    private readonly memberships: MembershipsRepository,
    private readonly downloads: DownloadsService,
    private readonly termination: TerminationService,
    private readonly config: Config,
  ) {}

  get(actor: Actor, id: string): Promise<DocumentRecord> {
    return this.access.toRead(actor, id);
  }

  getEach(actor: Actor, ids: readonly string[]): Promise<Map<string, DocumentRecord>> {
    return this.access.toReadEach(actor, ids);
  }

  /** A knowledge base that is not there is refused, rather than an empty list returned. */
  async list(
    actor: Actor,
    filter: DocumentFilter,
    order: DocumentOrder,
    page: ListPage,
  ): Promise<Page<DocumentRecord>> {
    requireScope(actor, 'documents:read');
    if (filter.knowledgeBaseId !== undefined) await this.memberships.requireEach(actor, [filter.knowledgeBaseId]);
    return pageOf(await this.lists.list(actor, filter, order, page), page, (document) => document);
  }

  async update(actor: Actor, id: string, changes: DocumentChanges): Promise<DocumentRecord> {
    await this.access.toActOn(actor, id);
    return this.changes.update(actor, id, changes);
  }

  /** A link to the bytes that needs no credentials, for DOCUMENT_PRESIGNED_URL_EXPIRY. */
  async downloadUrl(actor: Actor, id: string): Promise<string> {
    const { uploadId } = await this.access.toRead(actor, id);
    const expiresIn = this.config.get('DOCUMENT_PRESIGNED_URL_EXPIRY');
    return (await this.downloads.link(asOwnerOfUpload(actor), uploadId, { expiresIn })).url;
  }

  /** The same for many files by as many statements as for one; null for those that cannot be read. */
  async downloadUrlEach(actor: Actor, uploadIds: readonly string[]): Promise<(string | null)[]> {
    requireScope(actor, 'documents:read');
    const options = { expiresIn: this.config.get('DOCUMENT_PRESIGNED_URL_EXPIRY') };
    const asked = uploadIds.map((id) => ({ id, options }));
    return (await this.downloads.linkEach(asOwnerOfUpload(actor), asked)).map((link) => link?.url ?? null);
  }

  /** Deletes it with its file, whatever their state; returns it as it was. The text is erased in the background. */
  async delete(actor: Actor, id: string): Promise<DocumentRecord> {
    const document = await this.access.toActOn(actor, id);
    await this.termination.delete(asOwnerOfUpload(actor), document.uploadId);
    return document;
  }
}
