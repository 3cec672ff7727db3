import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { requireActOn, requireScope } from '../../../shared/rights.js';
import { DocumentErrors } from '../domain/document.errors.js';
import type { DocumentRecord } from './document-row.repository.js';
import { DocumentsRepository } from './documents.repository.js';

/** Every use case reads a document through this class, which checks the caller's right on every route and field. */
@Injectable()
export class DocumentAccess {
  constructor(private readonly documents: DocumentsRepository) {}

  /** To show it. */
  async toRead(actor: Actor, id: string): Promise<DocumentRecord> {
    requireScope(actor, 'documents:read');
    return this.find(actor, id);
  }

  /** To show many, by as many statements as one; missing ones are left out. */
  async toReadEach(actor: Actor, ids: readonly string[]): Promise<Map<string, DocumentRecord>> {
    requireScope(actor, 'documents:read');
    return this.documents.findEach(actor, [...new Set(ids)]);
  }

  /** To confirm, change, reprocess or delete it. */
  async toActOn(actor: Actor, id: string): Promise<DocumentRecord> {
    requireScope(actor, 'documents:write');
    const document = await this.find(actor, id);
    requireActOn(actor, document, 'documents:write');
    return document;
  }

  private async find(actor: Actor, id: string): Promise<DocumentRecord> {
    const document = await this.documents.find(actor, id);
    if (!document) throw DocumentErrors.notFound();
    return document;
  }
}
