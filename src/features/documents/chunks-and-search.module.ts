import { Module } from '@nestjs/common';
import { ChunksController } from './chunks/chunks.controller.js';
import { ChunksLoader } from './chunks/chunks.loader.js';
import { ChunksRepository } from './chunks/chunks.repository.js';
import { ChunksResolver } from './chunks/chunks.resolver.js';
import { ChunksService } from './chunks/chunks.service.js';
import { DocumentsModule } from './documents.module.js';
import { CandidatesRepository } from './search/candidates.repository.js';
import { Embedder, NoEmbedder } from './search/embedder.js';
import { HitsRepository } from './search/hits.repository.js';
import { PartialWordsRepository } from './search/partial-words.repository.js';
import { SearchDocumentsService } from './search/search-documents.service.js';
import { SearchController } from './search/search.controller.js';
import { SearchResolver } from './search/search.resolver.js';

/** The text of documents: in pieces, and searched. */
@Module({
  imports: [DocumentsModule],
  controllers: [SearchController, ChunksController],
  providers: [
    ChunksLoader,
    ChunksRepository,
    ChunksResolver,
    ChunksService,
    CandidatesRepository,
    PartialWordsRepository,
    HitsRepository,
    SearchDocumentsService,
    SearchResolver,
    { provide: Embedder, useClass: NoEmbedder },
  ],
})
export class ChunksAndSearchModule {}
