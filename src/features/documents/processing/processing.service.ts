import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { ConfirmUploadService } from '../../uploads/index.js';
import { DocumentErrors } from '../domain/document.errors.js';
import { asOwnerOfUpload } from '../domain/document-rights.js';
import { DocumentAccess } from '../records/document-access.js';
import type { DocumentRecord } from '../records/document-row.repository.js';
import { DocumentsRepository } from '../records/documents.repository.js';
import { ReprocessDocumentTransaction } from './reprocess-document.transaction.js';

/** Sends documents on their way: confirmed once their bytes have arrived, and again from the start. */
@Injectable()
export class ProcessingService {
  constructor(
    private readonly access: DocumentAccess,
    private readonly documents: DocumentsRepository,
    private readonly confirmation: ConfirmUploadService,
    private readonly reprocessing: ReprocessDocumentTransaction,
  ) {}

  /** The bytes have arrived. Safe to repeat; refused as the confirmation of an upload is. */
  async confirm(actor: Actor, id: string): Promise<DocumentRecord> {
    const { uploadId } = await this.access.toActOn(actor, id);
    await this.confirmation.confirm(asOwnerOfUpload(actor), uploadId, {});
    return this.asItIs(actor, id);
  }

  /** The text is extracted again. No effect while that is under way. */
  async reprocess(actor: Actor, id: string): Promise<DocumentRecord> {
    const { uploadId } = await this.access.toActOn(actor, id);
    await this.reprocessing.requeue(actor, { id, uploadId });
    return this.asItIs(actor, id);
  }

  private async asItIs(actor: Actor, id: string): Promise<DocumentRecord> {
    const document = await this.documents.find(actor, id);
    if (!document) throw DocumentErrors.notFound();
    return document;
  }
}
