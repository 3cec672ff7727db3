import { Injectable } from '@nestjs/common';
import { noteMade } from '../../../platform/idempotency/leased-key.js';
import { type Actor, actorId } from '../../../shared/actor.js';
import { newId } from '../../../shared/ids.js';
import { requireActOn, requireScope } from '../../../shared/rights.js';
import { statusNameOf, type Upload } from '../../uploads/index.js';
import { DocumentErrors } from '../domain/document.errors.js';
import type { NewDocument } from '../domain/document.js';
import { DEFAULT_LANGUAGE, type DocumentLanguage } from '../domain/language.js';
import { stemOf } from '../domain/document-file.js';
import { DocumentAccess } from '../records/document-access.js';
import type { DocumentRecord } from '../records/document-row.repository.js';
import { CreateDocumentService } from './create-document.service.js';
import { CreateDocumentTransaction, type MadeOfUpload } from './create-document.transaction.js';

interface Asked {
  name?: string;
  language?: DocumentLanguage;
}

/**
 * Makes documents of uploads that exist. The document and its upload have one life from then on: rights to the document
 * include reading and deleting the file, so that the caller needs them before.
 */
@Injectable()
export class DocumentOfUploadService {
  constructor(
    private readonly creation: CreateDocumentService,
    private readonly documents: CreateDocumentTransaction,
    private readonly access: DocumentAccess,
  ) {}

  /** An upload that has a document already is answered with that one, unchanged. */
  async create(actor: Actor, { uploadId, ...asked }: { uploadId: string } & Asked): Promise<MadeOfUpload> {
    requireScope(actor, 'documents:write');
    requireScope(actor, 'uploads:read');
    const plan = (upload: Upload) => this.plan(actor, upload, asked);
    return this.documents.insert(actor, uploadId, plan, (tx, { id }) => noteMade(tx, { id }));
  }

  /** One that the caller made, for a repeated request. */
  recall(actor: Actor, id: string): Promise<DocumentRecord> {
    return this.access.toActOn(actor, id);
  }

  private plan(actor: Actor, upload: Upload, { name, language = DEFAULT_LANGUAGE }: Asked): NewDocument {
    requireActOn(actor, upload);
    const { filename, organizationId, workspaceId, status } = upload;
    if (upload.documentId === null) {
      this.creation.checkExtension(filename);
      if (status !== 'AVAILABLE') throw DocumentErrors.notAvailable(statusNameOf(upload));
    }
    return {
      ...{ id: newId('doc'), uploadId: upload.id, organizationId, workspaceId },
      name: name ?? stemOf(filename),
      description: null,
      metadata: upload.objectMetadata ?? {},
      knowledgeBaseIds: [],
      language,
      createdBy: actorId(actor),
    };
  }
}
