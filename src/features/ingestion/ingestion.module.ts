import { Module } from '@nestjs/common';
import { TextExtractor } from '../../platform/text-extraction/text-extractor.js';
import { UnsupportedTextExtractor } from '../../platform/text-extraction/unsupported.text-extractor.js';
import { DocumentIngestionModule } from '../documents/index.js';
import { UploadsModule } from '../uploads/index.js';
import { ChunkingThread } from './chunking/chunking-thread.js';
import { IngestionLoop } from './queue/ingestion-loop.js';
import { IngestionRunner } from './queue/ingestion-runner.js';
import { IngestionMetrics } from './run/ingestion-metrics.js';
import { IngestionService } from './run/ingestion.service.js';

/** The way of a document from its file to its chunks, for processes that do background work. */
@Module({
  imports: [DocumentIngestionModule, UploadsModule],
  providers: [
    ChunkingThread,
    IngestionLoop,
    IngestionMetrics,
    IngestionRunner,
    IngestionService,
    { provide: TextExtractor, useClass: UnsupportedTextExtractor },
  ],
})
export class IngestionModule {}
