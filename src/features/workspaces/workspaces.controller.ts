import { Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../edge/page/page-query.js';
import { pageView } from '../../edge/page/page-view.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { CreateWorkspaceInput, RemovalQuery, UpdateWorkspaceInput } from './dto/workspace.input.js';
import { WorkspaceView } from './dto/workspace.view.js';
import { WorkspacesService } from './workspaces.service.js';

/** Workspaces over REST. */
@ApiTags('workspaces')
@RequireScope('admin')
@Controller('v1/workspaces')
export class WorkspacesController {
  constructor(private readonly workspaces: WorkspacesService) {}

  @Operation(
    'createWorkspace',
    'Create a workspace',
    'With the buckets that every workspace begins with. Workspaces share nothing but the quota of their organization.',
  )
  @Post()
  @Idempotent<WorkspacesController>(({ workspaces }, actor, { id }) =>
    workspaces.get(actor, id).then(WorkspaceView.from),
  )
  @Returns(201, WorkspaceView, { description: 'Create a workspace.' })
  async create(@CurrentActor() actor: Actor, @ReadBody() input: CreateWorkspaceInput): Promise<WorkspaceView> {
    return WorkspaceView.from(await this.workspaces.create(actor, input));
  }

  @Operation('listWorkspaces', 'List workspaces', 'Workspaces of the organization, newest first.')
  @Get()
  @ReturnsPage(WorkspaceView, { description: 'Workspaces of the organization, newest first.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    const workspaces = await this.workspaces.list(actor, query.page('workspaces'));
    return pageView(WorkspaceView).from(mapPage(workspaces, WorkspaceView.from));
  }

  @Operation('getWorkspace', 'Get a workspace', 'One workspace of the organization.')
  @Get(':workspace_id')
  @Returns(200, WorkspaceView, { description: 'One workspace.' })
  async get(@CurrentActor() actor: Actor, @Param('workspace_id') id: string): Promise<WorkspaceView> {
    return WorkspaceView.from(await this.workspaces.get(actor, id));
  }

  @Operation(
    'updateWorkspace',
    'Rename a workspace',
    'Names are unique in the organization; requests name a workspace by `X-Namespace`.',
  )
  @Patch(':workspace_id')
  @Returns(200, WorkspaceView, { description: 'Rename a workspace.' })
  async update(
    @CurrentActor() actor: Actor,
    @Param('workspace_id') id: string,
    @ReadBody() input: UpdateWorkspaceInput,
  ): Promise<WorkspaceView> {
    return WorkspaceView.from(await this.workspaces.update(actor, id, input));
  }

  @Operation(
    'deleteWorkspace',
    'Delete a workspace',
    'Refused while it holds files. With `force`, also with everything in it.',
  )
  @Delete(':workspace_id')
  @Returns(204, undefined, { description: 'Delete a workspace. With `force`, also with everything in it.' })
  async remove(@CurrentActor() actor: Actor, @Param('workspace_id') id: string, @ReadQuery() query: RemovalQuery) {
    await this.workspaces.remove(actor, id, query.force);
  }
}
