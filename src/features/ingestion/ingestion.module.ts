import { Module } from '@nestjs/common';
import { TemporaryFilesModule } from '../../platform/temporary-files/temporary-files.module.js';
import { DocumentIngestionModule, FailedDocumentsRepository } from '../documents/index.js';
import { RelayModule } from '../relay/index.js';
import { UploadsModule } from '../uploads/index.js';
import { ChunkingThread } from './chunking/chunking-thread.js';
import { IngestionLoop } from './queue/ingestion-loop.js';
import { IngestionRunner } from './queue/ingestion-runner.js';
import { Chunking } from './run/document-chunks.js';
import { DocumentText } from './run/document-text.js';
import { IngestionMetrics } from './run/ingestion-metrics.js';
import { IngestionService } from './run/ingestion.service.js';

/** The way of a document from its file to its chunks, for processes that do background work. */
@Module({
  imports: [DocumentIngestionModule, RelayModule, TemporaryFilesModule, UploadsModule],
  providers: [
    ChunkingThread,
    Chunking,
    DocumentText,
    FailedDocumentsRepository,
    IngestionLoop,
    IngestionMetrics,
    IngestionRunner,
    IngestionService,
  ],
})
export class IngestionModule {}
