import { Module } from '@nestjs/common';
import { DocumentsModule } from '../documents/index.js';
import { UploadsModule } from '../uploads/index.js';
import { ChunkingThread } from './chunking/chunking-thread.js';
import { IngestionLoop } from './queue/ingestion-loop.js';
import { IngestionRunner } from './queue/ingestion-runner.js';
import { IngestionMetrics } from './run/ingestion-metrics.js';
import { IngestionService } from './run/ingestion.service.js';

/** The way of a document from its file to its chunks, for processes that do background work. */
@Module({
  imports: [DocumentsModule, UploadsModule],
  providers: [ChunkingThread, IngestionLoop, IngestionMetrics, IngestionRunner, IngestionService],
})
export class IngestionModule {}
