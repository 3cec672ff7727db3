export { DocumentIngestionModule } from './records/document-ingestion.module.js';
export {
  DocumentIngestionRepository,
  documentVersion,
  type IngestionProgress,
  type LeasedDocument,
} from './records/document-ingestion.repository.js';
export { IngestionOutcomeRepository } from './records/ingestion-outcome.repository.js';
