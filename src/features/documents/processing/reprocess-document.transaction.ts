import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { LockedUploadsRepository } from '../../uploads/index.js';
import { DocumentErrors } from '../domain/document.errors.js';
import { DocumentsRepository } from '../records/documents.repository.js';

/** Queues a document again while its upload, whose row is locked, is AVAILABLE. */
@Injectable()
export class ReprocessDocumentTransaction {
  constructor(
    private readonly database: Database,
    private readonly uploads: LockedUploadsRepository,
    private readonly documents: DocumentsRepository,
  ) {}

  async requeue(tenant: Tenant, { id, uploadId }: { id: string; uploadId: string }): Promise<void> {
    await this.database.tenant(tenant, async (tx) => {
      const locked = await this.uploads.lock(tx, tenant, uploadId);
      if (!locked) throw DocumentErrors.notFound();
      if (locked.upload.status !== 'AVAILABLE') throw DocumentErrors.notReprocessable();
      await this.documents.requeue(tx, tenant, id);
    });
  }
}
