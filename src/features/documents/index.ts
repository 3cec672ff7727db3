export { ChunksAndSearchModule } from './chunks-and-search.module.js';
export { DocumentsModule, DocumentWorkModule } from './documents.module.js';
export { type DocumentRecord, findDocuments } from './records/document-row.repository.js';
export { DocumentsRepository } from './records/documents.repository.js';
export { DocumentAccess } from './records/document-access.js';
export { documentFailures } from './domain/document-failures.js';
export { DocumentView } from './dto/document.view.js';
export { DocumentIngestionModule } from './records/document-ingestion.module.js';
export {
  DocumentIngestionRepository,
  documentVersion,
  type IngestionProgress,
  type LeasedDocument,
} from './records/document-ingestion.repository.js';
export { IngestionOutcomeRepository } from './records/ingestion-outcome.repository.js';
export { FailedDocumentsRepository } from './records/failed-documents.repository.js';
