import { Injectable } from '@nestjs/common';
import { ExecutionLoader } from '../../../edge/graphql/loading/execution-loader.js';
import type { Execution } from '../../../edge/graphql/loading/execution.js';
import { type ChunkPage, type ChunkRequest, ChunksService } from './chunks.service.js';

/** The pages of chunks of one GraphQL execution, in one batch. */
@Injectable()
export class ChunksLoader extends ExecutionLoader<ChunkRequest, ChunkPage> {
  constructor(private readonly chunks: ChunksService) {
    super();
  }

  protected readAll({ actor }: Execution, requests: readonly ChunkRequest[]) {
    return this.chunks.listEach(actor, requests);
  }
}
