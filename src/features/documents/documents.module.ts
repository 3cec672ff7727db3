import { Module } from '@nestjs/common';
import { showing } from '../../platform/metrics/database-gauges.js';
import { BucketsModule } from '../buckets/index.js';
import { UploadsModule } from '../uploads/index.js';
import { CreateDocumentService } from './creation/create-document.service.js';
import { CreateDocumentTransaction } from './creation/create-document.transaction.js';
import { DocumentOfUploadService } from './creation/document-of-upload.service.js';
import { erasureFigure } from './erasure/erasure-figure.queries.js';
import { ErasureJob } from './erasure/erasure.job.js';
import { ErasureRepository } from './erasure/erasure.repository.js';
import { WorkspaceDocuments } from './erasure/workspace-documents.js';
import { KnowledgeBasesRepository } from './knowledge-bases/knowledge-bases.repository.js';
import { KnowledgeBasesService } from './knowledge-bases/knowledge-bases.service.js';
import { MembershipsRepository } from './knowledge-bases/memberships.repository.js';
import { IngestionTasks } from './processing/ingestion-tasks.js';
import { ProcessingService } from './processing/processing.service.js';
import { ReprocessDocumentTransaction } from './processing/reprocess-document.transaction.js';
import { DocumentAccess } from './records/document-access.js';
import { DocumentListRepository } from './records/document-list.repository.js';
import { DocumentsRepository } from './records/documents.repository.js';
import { DocumentsService } from './records/documents.service.js';
import { ingestionQueueFigure } from './records/ingestion-queue-figure.queries.js';
import { UpdateDocumentTransaction } from './records/update-document.transaction.js';
import { DocumentCreationController } from './transport/document-creation.controller.js';
import { DocumentFieldsResolver } from './transport/document-fields.resolver.js';
import { DocumentLinksLoader } from './transport/document-links.loader.js';
import { DocumentUrlRenewal } from './transport/document-url-renewal.js';
import { DocumentsController } from './transport/documents.controller.js';
import { DocumentsLoader } from './transport/documents.loader.js';
import { DocumentsResolver } from './transport/documents.resolver.js';
import { KnowledgeBasesController } from './transport/knowledge-bases.controller.js';
import { KnowledgeBasesLoader } from './transport/knowledge-bases.loader.js';
import { KnowledgeBasesResolver } from './transport/knowledge-bases.resolver.js';
import { UploadDocumentResolver } from './transport/upload-document.resolver.js';

const records = [
  DocumentAccess,
  DocumentsRepository,
  DocumentListRepository,
  DocumentsService,
  UpdateDocumentTransaction,
  KnowledgeBasesRepository,
  KnowledgeBasesService,
  MembershipsRepository,
];
const useCases = [
  CreateDocumentService,
  CreateDocumentTransaction,
  DocumentOfUploadService,
  IngestionTasks,
  ProcessingService,
  ReprocessDocumentTransaction,
];
const graphql = [
  DocumentFieldsResolver,
  DocumentLinksLoader,
  DocumentsLoader,
  DocumentsResolver,
  KnowledgeBasesLoader,
  KnowledgeBasesResolver,
  UploadDocumentResolver,
];

/** Erases deleted documents: for processes that do background work. */
@Module({ providers: [ErasureJob, ErasureRepository] })
export class DocumentWorkModule {}

/** Files whose text is made searchable, and the knowledge bases they are in. */
@Module({
  imports: [BucketsModule, UploadsModule],
  controllers: [DocumentCreationController, DocumentsController, KnowledgeBasesController],
  providers: [
    ...records,
    ...useCases,
    ...graphql,
    DocumentUrlRenewal,
    ErasureRepository,
    WorkspaceDocuments,
    showing(erasureFigure),
    showing(ingestionQueueFigure),
  ],
  exports: [DocumentAccess, DocumentsRepository, MembershipsRepository],
})
export class DocumentsModule {}
