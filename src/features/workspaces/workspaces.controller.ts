import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { PageQuery, pageRequest, pageViewOf } from '../../edge/dto/page.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import type { Actor } from '../../shared/actor.js';
import { CreateWorkspaceInput, RemovalQuery, UpdateWorkspaceInput } from './dto/workspace.input.js';
import { WorkspaceView } from './dto/workspace.view.js';
import { WorkspacesService } from './workspaces.service.js';

const WorkspaceList = pageViewOf(WorkspaceView);

@ApiTags('administration')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('v1/workspaces')
export class WorkspacesController {
  constructor(private readonly workspaces: WorkspacesService) {}

  @Post()
  @ApiCreatedResponse({ type: WorkspaceView })
  create(@CurrentActor() actor: Actor, @ReadBody() input: CreateWorkspaceInput) {
    return this.workspaces.create(actor, input);
  }

  @Get()
  @ApiOkResponse({ type: WorkspaceList })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    return WorkspaceList.of(await this.workspaces.list(actor, pageRequest(query)));
  }

  @Get(':workspace_id')
  @ApiOkResponse({ type: WorkspaceView })
  get(@CurrentActor() actor: Actor, @Param('workspace_id') id: string) {
    return this.workspaces.get(actor, id);
  }

  @Patch(':workspace_id')
  @ApiOkResponse({ type: WorkspaceView })
  update(@CurrentActor() actor: Actor, @Param('workspace_id') id: string, @ReadBody() input: UpdateWorkspaceInput) {
    return this.workspaces.update(actor, id, input);
  }

  @Delete(':workspace_id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@CurrentActor() actor: Actor, @Param('workspace_id') id: string, @ReadQuery() query: RemovalQuery) {
    await this.workspaces.remove(actor, id, query.force);
  }
}
