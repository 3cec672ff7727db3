import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ReadArgs } from '../../../edge/dto/read.js';
import { CurrentExecution, type Execution } from '../../../edge/graphql/loading/execution.js';
import { connectionOf } from '../../../edge/page/connection.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import { mapPage } from '../../../shared/page.js';
import { DocumentView } from '../dto/document.view.js';
import { ChunkView } from './chunk.view.js';
import { ChunksLoader } from './chunks.loader.js';

const ChunkConnection = connectionOf(ChunkView, 'DocumentChunk');

/** The chunks of documents over GraphQL, by the same service. */
@Resolver(() => DocumentView)
export class ChunksResolver {
  constructor(private readonly pages: ChunksLoader) {}

  @ResolveField(() => ChunkConnection, {
    nullable: true,
    description: 'Its text in pieces, in its order. Empty until it is SUCCESS. Needs `documents:read`.',
  })
  async chunks(@CurrentExecution() execution: Execution, @Parent() { id }: DocumentView, @ReadArgs() args: PageArgs) {
    const found = await this.pages.load(execution, { documentId: id, page: args.page('chunks') });
    return ChunkConnection.from(
      mapPage(found, (chunk) => ChunkView.from(chunk)),
      args.after,
    );
  }
}
