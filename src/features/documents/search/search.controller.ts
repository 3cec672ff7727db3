import { Controller, Get, HttpStatus } from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadQuery } from '../../../edge/dto/read.js';
import { Operation } from '../../../edge/openapi/operation.js';
import { Problems, Returns } from '../../../edge/openapi/route-decorators.js';
import type { Actor } from '../../../shared/actor.js';
import { DEFAULT_PAGE_SIZE } from '../../../shared/page.js';
import { inWorkspace } from '../transport/in-workspace.js';
import { SearchDocumentsQuery } from './dto/search.input.js';
import { SearchView } from './dto/search.view.js';
import { SearchDocumentsService } from './search-documents.service.js';

/** Search over REST. */
@ApiTags('documents')
@ApiBearerAuth()
@ApiParam(inWorkspace)
@Controller('api/workspaces/:workspace_id/documents/search')
export class SearchController {
  constructor(private readonly documents: SearchDocumentsService) {}

  @Operation(
    'searchDocuments',
    'Search documents',
    'Pieces of the text of documents that have these words, best first. No query is malformed.',
  )
  @Get()
  @RequireScope('documents:read')
  @Returns(HttpStatus.OK, SearchView, {
    description: 'Pieces of the text of documents that have these words, best first. No query is malformed.',
  })
  @Problems('NOT_FOUND', 'RATE_LIMITED')
  async search(
    @CurrentActor() actor: Actor,
    @ReadQuery() { limit = DEFAULT_PAGE_SIZE, ...query }: SearchDocumentsQuery,
  ): Promise<SearchView> {
    return SearchView.from(await this.documents.search(actor, { ...query, limit }));
  }
}
