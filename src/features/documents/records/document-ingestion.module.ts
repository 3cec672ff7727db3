import { Module } from '@nestjs/common';
import { RelayModule } from '../../relay/index.js';
import { UploadsModule } from '../../uploads/index.js';
import { DocumentIngestionRepository } from './document-ingestion.repository.js';
import { IngestionOutcomeRepository } from './ingestion-outcome.repository.js';

/** The records of documents as their ingestion reads and writes them. */
@Module({
  imports: [RelayModule, UploadsModule],
  providers: [DocumentIngestionRepository, IngestionOutcomeRepository],
  exports: [DocumentIngestionRepository, IngestionOutcomeRepository],
})
export class DocumentIngestionModule {}
