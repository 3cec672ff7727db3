import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadId, ReadInput } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { connectionOf } from '../../edge/page/connection.js';
import { PageArgs } from '../../edge/page/page-args.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { CreateWorkspaceInput, DeleteWorkspaceInput, UpdateWorkspaceByIdInput } from './dto/workspace.input.js';
import { WorkspaceView } from './dto/workspace.view.js';
import { WorkspacesService } from './workspaces.service.js';

const WorkspaceConnection = connectionOf(WorkspaceView, 'Workspace');

/** Workspaces over GraphQL, by the same service. */
@RequireScope('admin')
@Resolver(() => WorkspaceView)
export class WorkspacesResolver {
  constructor(private readonly service: WorkspacesService) {}

  @Query(() => WorkspaceView, { nullable: true, description: 'One workspace of your organization.' })
  @NodeLookup('ws')
  async workspace(@CurrentActor() actor: Actor, @ReadId() id: string): Promise<WorkspaceView> {
    return WorkspaceView.from(await this.service.get(actor, id));
  }

  @Query(() => WorkspaceConnection, { description: 'The workspaces you may administer.' })
  async workspaces(@CurrentActor() actor: Actor, @ReadArgs() args: PageArgs) {
    const workspaces = await this.service.list(actor, args.page('workspaces'));
    return WorkspaceConnection.from(mapPage(workspaces, WorkspaceView.from), args.after);
  }

  @Mutation(() => WorkspaceView, { description: 'Creates a workspace with its default buckets.' })
  @Idempotent<WorkspacesResolver>(({ service }, actor, { id }) => service.get(actor, id).then(WorkspaceView.from))
  async createWorkspace(
    @CurrentActor() actor: Actor,
    @ReadInput() input: CreateWorkspaceInput,
  ): Promise<WorkspaceView> {
    return WorkspaceView.from(await this.service.create(actor, input));
  }

  @Mutation(() => WorkspaceView, { description: 'Renames a workspace.' })
  async updateWorkspace(
    @CurrentActor() actor: Actor,
    @ReadInput() input: UpdateWorkspaceByIdInput,
  ): Promise<WorkspaceView> {
    return WorkspaceView.from(await this.service.update(actor, input.id, input));
  }

  @Mutation(() => WorkspaceView, { description: 'Deletes a workspace, with its files when forced.' })
  async deleteWorkspace(
    @CurrentActor() actor: Actor,
    @ReadInput() input: DeleteWorkspaceInput,
  ): Promise<WorkspaceView> {
    return WorkspaceView.from(await this.service.remove(actor, input.id, input.force));
  }
}
