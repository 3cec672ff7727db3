import { Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadArgs } from '../../../edge/dto/read.js';
import type { Actor } from '../../../shared/actor.js';
import { DEFAULT_PAGE_SIZE } from '../../../shared/page.js';
import { SearchDocumentsArgs } from './dto/search.input.js';
import { SearchConnectionView } from './dto/search.view.js';
import { SearchDocumentsService } from './search-documents.service.js';

/** Search over GraphQL, by the same service. */
@Resolver()
export class SearchResolver {
  constructor(private readonly documents: SearchDocumentsService) {}

  @Query(() => SearchConnectionView, {
    description: 'Pieces of the text of documents that have these words, best first.',
  })
  @RequireScope('documents:read')
  async searchDocuments(
    @CurrentActor() actor: Actor,
    @ReadArgs() { first: limit = DEFAULT_PAGE_SIZE, q, knowledgeBaseId }: SearchDocumentsArgs,
  ): Promise<SearchConnectionView> {
    const found = await this.documents.search(actor, { q, knowledgeBaseId, limit });
    return SearchConnectionView.of(found, JSON.stringify([q, knowledgeBaseId, limit]));
  }
}
