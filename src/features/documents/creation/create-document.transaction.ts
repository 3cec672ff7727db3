import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { LockedUploadsRepository, type Upload, UploadErrors } from '../../uploads/index.js';
import { DocumentErrors } from '../domain/document.errors.js';
import type { NewDocument } from '../domain/document.js';
import { MembershipsRepository } from '../knowledge-bases/memberships.repository.js';
import type { DocumentRecord } from '../records/document-row.repository.js';
import { DocumentsRepository } from '../records/documents.repository.js';

/** Inserts the document of an upload whose row is locked, so that its state misses no move of the upload. */
@Injectable()
export class CreateDocumentTransaction {
  constructor(
    private readonly database: Database,
    private readonly uploads: LockedUploadsRepository,
    private readonly documents: DocumentsRepository,
    private readonly memberships: MembershipsRepository,
  ) {}

  /** Refuses early, before an upload is created for the document. */
  async requireKnowledgeBases(tenant: Tenant, ids: string[]): Promise<void> {
    if (ids.length > 0) await this.database.tenant(tenant, (tx) => this.memberships.require(tx, tenant, ids));
  }

  /** The document that `plan` makes of the upload, or the one that the upload has. */
  async insert(tenant: Tenant, uploadId: string, plan: (upload: Upload) => NewDocument): Promise<DocumentRecord> {
    return this.database.tenant(tenant, async (tx) => {
      const locked = await this.uploads.lock(tx, tenant, uploadId);
      if (!locked) throw UploadErrors.notFound();
      const { upload, storedStatus } = locked;
      const planned = plan(upload);
      // An upload whose document could not be inserted names it already.
      const document = { ...planned, id: upload.documentId ?? planned.id };
      if (await this.documents.insert(tx, document, { storedStatus, statusReason: upload.statusReason })) {
        if (upload.documentId === null) await this.uploads.setDocument(tx, upload, document.id);
        await this.memberships.add(tx, tenant, document.id, document.knowledgeBaseIds);
      }
      const found = await this.documents.findIn(tx, tenant, document.id);
      if (!found) throw DocumentErrors.notFound();
      return found;
    });
  }
}
