import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { RequireScope } from '../../../edge/auth/decorators.js';
import { Speaks } from '../../../edge/errors/speaks.js';
import { words } from '../../../shared/errors/words.js';
import { ReadArgs } from '../../../edge/dto/read.js';
import { NodeLookup } from '../../../edge/graphql/node/node-lookup.js';
import { CurrentExecution, type Execution } from '../../../edge/graphql/loading/execution.js';
import { connectionOf } from '../../../edge/page/connection.js';
import { PositionArgs } from '../../../edge/page/position-args.js';
import { mapPage } from '../../../shared/page.js';
import type { Actor } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { DocumentView } from '../dto/document.view.js';
import { chunkIdOf, placeOf } from './chunk.js';
import { ChunkView } from './chunk.view.js';
import { ChunksLoader } from './chunks.loader.js';

const ChunkConnection = connectionOf(ChunkView, 'DocumentChunk');

/** The chunks of documents over GraphQL, by the same service. */
@Speaks(words.documents)
@Resolver(() => DocumentView)
export class ChunksResolver {
  constructor(private readonly pages: ChunksLoader) {}

  @ResolveField(() => ChunkConnection, {
    nullable: true,
    description: 'Its text in pieces, in its order. Empty until it is SUCCESS. Needs `documents:read`.',
  })
  async chunks(
    @CurrentExecution() execution: Execution,
    @Parent() { id }: DocumentView,
    @ReadArgs() args: PositionArgs,
  ) {
    const found = await this.pages.load(execution, { documentId: id, page: args.page('chunks') });
    return ChunkConnection.from(
      mapPage(found, (chunk) => ChunkView.from(chunk)),
      args.after,
    );
  }

  @NodeLookup(/^doc_[0-9a-z]{16}_\d{1,9}$/)
  @RequireScope('documents:read')
  async chunkNode(_actor: Actor, id: string, execution: Execution): Promise<ChunkView> {
    const { documentId, index } = placeOf(id);
    const after = index === 0 ? undefined : chunkIdOf({ documentId, index: index - 1 });
    const { items } = await this.pages.load(execution, { documentId, page: { list: 'chunks', limit: 1, after } });
    const [chunk] = items;
    if (chunk?.id !== id) throw Errors.notFound('Chunk');
    return ChunkView.from(chunk);
  }
}
