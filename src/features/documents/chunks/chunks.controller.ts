import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiTags } from '@nestjs/swagger';
import { Speaks } from '../../../edge/errors/speaks.js';
import { words } from '../../../shared/errors/words.js';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadQuery } from '../../../edge/dto/read.js';
import { Operation } from '../../../edge/openapi/operation.js';
import { Problems, ReturnsPage } from '../../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../../edge/page/page-query.js';
import { pageView } from '../../../edge/page/page-view.js';
import type { Actor } from '../../../shared/actor.js';
import { mapPage } from '../../../shared/page.js';
import { inWorkspace } from '../transport/in-workspace.js';
import { ChunkView } from './chunk.view.js';
import { ChunksService } from './chunks.service.js';

const ChunkPage = pageView(ChunkView);

/** The chunks of a document over REST. */
@Speaks(words.documents)
@ApiTags('documents')
@ApiBearerAuth()
@ApiParam(inWorkspace)
@Controller('api/workspaces/:workspace_id/documents/:document_id/chunks')
export class ChunksController {
  constructor(private readonly chunks: ChunksService) {}

  @Operation(
    'listDocumentChunks',
    'List the text of a document',
    'In pieces, in its order. Empty until its processing_status is SUCCESS.',
  )
  @Get()
  @RequireScope('documents:read')
  @ReturnsPage(ChunkView, {
    description: 'The text of a document in pieces, in its order. Empty until its processing_status is SUCCESS.',
  })
  @Problems('NOT_FOUND')
  async list(@CurrentActor() actor: Actor, @Param('document_id') id: string, @ReadQuery() query: PageQuery) {
    const found = await this.chunks.list(actor, id, query.page('chunks'));
    return ChunkPage.from(mapPage(found, (chunk) => ChunkView.from(chunk)));
  }
}
