import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadArgs } from '../../../edge/dto/read.js';
import { connectionOf } from '../../../edge/page/connection.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import type { Actor } from '../../../shared/actor.js';
import { mapPage } from '../../../shared/page.js';
import { DocumentView } from '../dto/document.view.js';
import { ChunkView } from './chunk.view.js';
import { ChunksService } from './chunks.service.js';

const ChunkConnection = connectionOf(ChunkView, 'DocumentChunk');

/** The chunks of a document over GraphQL, by the same service. */
@Resolver(() => DocumentView)
export class ChunksResolver {
  constructor(private readonly chunksOf: ChunksService) {}

  @ResolveField(() => ChunkConnection, {
    nullable: true,
    description: 'Its text in pieces, in its order. Empty until it is SUCCESS. Needs `documents:read`.',
  })
  @RequireScope('documents:read')
  async chunks(@CurrentActor() actor: Actor, @Parent() { id }: DocumentView, @ReadArgs() args: PageArgs) {
    const found = await this.chunksOf.list(actor, id, args.page('chunks'));
    return ChunkConnection.from(
      mapPage(found, (chunk) => ChunkView.from(chunk)),
      args.after,
    );
  }
}
