import { Controller, Delete, Get, HttpStatus, Param, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadBody, ReadQuery } from '../../../edge/dto/read.js';
import { Idempotent } from '../../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../../edge/openapi/operation.js';
import { Problems, Returns, ReturnsPage } from '../../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../../edge/page/page-query.js';
import { pageView } from '../../../edge/page/page-view.js';
import type { Actor } from '../../../shared/actor.js';
import { mapPage } from '../../../shared/page.js';
import { CreateKnowledgeBaseInput, KnowledgeBaseView, UpdateKnowledgeBaseInput } from '../dto/knowledge-base.js';
import { KnowledgeBasesService } from '../knowledge-bases/knowledge-bases.service.js';
import { inWorkspace } from './in-workspace.js';

const KnowledgeBasePage = pageView(KnowledgeBaseView);

/** The documents API over REST: knowledge bases. */
@ApiTags('documents')
@ApiBearerAuth()
@ApiParam(inWorkspace)
@Controller('api/workspaces/:workspace_id/knowledge-bases')
export class KnowledgeBasesController {
  constructor(private readonly knowledgeBases: KnowledgeBasesService) {}

  @Operation(
    'createKnowledgeBase',
    'Create a knowledge base',
    'A named set of documents that is searched together. It begins without documents.',
  )
  @Post()
  @Idempotent<KnowledgeBasesController>(async ({ knowledgeBases }, actor, { id }) =>
    KnowledgeBaseView.whole(await knowledgeBases.recall(actor, id)),
  )
  @RequireScope('documents:write')
  @Returns(HttpStatus.CREATED, KnowledgeBaseView, { description: 'A new knowledge base, without documents.' })
  async create(@CurrentActor() actor: Actor, @ReadBody() input: CreateKnowledgeBaseInput): Promise<KnowledgeBaseView> {
    return KnowledgeBaseView.whole(await this.knowledgeBases.create(actor, input));
  }

  @Operation('listKnowledgeBases', 'List knowledge bases', 'Knowledge bases of the workspace, newest first.')
  @Get()
  @RequireScope('documents:read')
  @ReturnsPage(KnowledgeBaseView, { description: 'Knowledge bases of the workspace, newest first.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    const found = await this.knowledgeBases.list(actor, query.page('knowledge-bases'));
    return KnowledgeBasePage.from(mapPage(found, (one) => KnowledgeBaseView.from(actor, one)));
  }

  @Operation('getKnowledgeBase', 'Get a knowledge base', 'One knowledge base and how many documents it has.')
  @Get(':knowledge_base_id')
  @RequireScope('documents:read')
  @Returns(HttpStatus.OK, KnowledgeBaseView, { description: 'One knowledge base.' })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('knowledge_base_id') id: string): Promise<KnowledgeBaseView> {
    return KnowledgeBaseView.from(actor, await this.knowledgeBases.get(actor, id));
  }

  @Operation(
    'updateKnowledgeBase',
    'Update a knowledge base',
    'Changes its name or description. What is left out stays.',
  )
  @Patch(':knowledge_base_id')
  @RequireScope('documents:write')
  @Returns(HttpStatus.OK, KnowledgeBaseView, { description: 'Change its name or description.' })
  @Problems('NOT_FOUND')
  async update(
    @CurrentActor() actor: Actor,
    @Param('knowledge_base_id') id: string,
    @ReadBody() input: UpdateKnowledgeBaseInput,
  ): Promise<KnowledgeBaseView> {
    return KnowledgeBaseView.from(actor, await this.knowledgeBases.update(actor, id, input));
  }

  @Operation('deleteKnowledgeBase', 'Delete a knowledge base', 'Its documents stay.')
  @Delete(':knowledge_base_id')
  @RequireScope('documents:write')
  @Returns(HttpStatus.NO_CONTENT, undefined, { description: 'Deletes the knowledge base; its documents stay.' })
  @Problems('NOT_FOUND')
  async delete(@CurrentActor() actor: Actor, @Param('knowledge_base_id') id: string): Promise<void> {
    await this.knowledgeBases.delete(actor, id);
  }
}
