import { Module } from '@nestjs/common';
import { BucketsModule } from '../buckets/index.js';
import { UploadsModule } from '../uploads/index.js';
import { CreateDocumentService } from './creation/create-document.service.js';
import { CreateDocumentTransaction } from './creation/create-document.transaction.js';
import { MembershipsRepository } from './knowledge-bases/memberships.repository.js';
import { ProcessingService } from './processing/processing.service.js';
import { ReprocessDocumentTransaction } from './processing/reprocess-document.transaction.js';
import { DocumentAccess } from './records/document-access.js';
import { DocumentListRepository } from './records/document-list.repository.js';
import { DocumentsRepository } from './records/documents.repository.js';
import { DocumentsService } from './records/documents.service.js';
import { DocumentCreationController } from './transport/document-creation.controller.js';
import { DocumentUrlRenewal } from './transport/document-url-renewal.js';
import { DocumentsController } from './transport/documents.controller.js';

/** Files whose text is made searchable, and the knowledge bases they are in. */
@Module({
  imports: [BucketsModule, UploadsModule],
  controllers: [DocumentCreationController, DocumentsController],
  providers: [
    DocumentAccess,
    DocumentsRepository,
    DocumentListRepository,
    DocumentsService,
    CreateDocumentService,
    CreateDocumentTransaction,
    MembershipsRepository,
    ProcessingService,
    ReprocessDocumentTransaction,
    DocumentUrlRenewal,
  ],
  exports: [DocumentAccess, DocumentsRepository],
})
export class DocumentsModule {}
