import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { LockedUploadsRepository, type Upload } from '../../uploads/index.js';
import { Errors } from '../../../shared/errors/errors.js';
import { DocumentErrors } from '../domain/document.errors.js';
import type { NewDocument } from '../domain/document.js';
import { MembershipsRepository } from '../knowledge-bases/memberships.repository.js';
import type { DocumentRecord } from '../records/document-row.repository.js';
import { DocumentsRepository } from '../records/documents.repository.js';

/** The document of an upload; `isNew` unless the upload had it before. */
export interface MadeOfUpload {
  document: DocumentRecord;
  isNew: boolean;
}

/** What else belongs into the transaction. */
type WithIt = (tx: Tx, document: DocumentRecord) => Promise<void>;

/** Inserts the document of an upload whose row is locked, so that its state misses no move of the upload. */
@Injectable()
export class CreateDocumentTransaction {
  constructor(
    private readonly database: Database,
    private readonly uploads: LockedUploadsRepository,
    private readonly documents: DocumentsRepository,
    private readonly memberships: MembershipsRepository,
  ) {}

  /** The document that `plan` makes of the upload, or the one that the upload has. */
  insert(
    tenant: Tenant,
    uploadId: string,
    plan: (upload: Upload) => NewDocument,
    withIt?: WithIt,
  ): Promise<MadeOfUpload> {
    return this.database.tenant(tenant, async (tx) => {
      const locked = await this.uploads.lock(tx, tenant, uploadId);
      if (!locked) throw Errors.notFound('Upload');
      const { upload, storedStatus } = locked;
      const planned = plan(upload);
      // An upload whose document could not be inserted names it already.
      const document = { ...planned, id: upload.documentId ?? planned.id };
      const isNew = await this.documents.insert(tx, document, { storedStatus, statusReason: upload.statusReason });
      if (isNew) {
        if (upload.documentId === null) await this.uploads.setDocument(tx, upload, document.id);
        await this.memberships.add(tx, tenant, document.id, document.knowledgeBaseIds);
      }
      const found = await this.documents.findIn(tx, tenant, document.id);
      if (!found) throw DocumentErrors.notFound();
      await withIt?.(tx, found);
      return { document: found, isNew };
    });
  }
}
