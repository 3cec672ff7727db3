import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadId, ReadInput } from '../../edge/dto/read.js';
import { connectionOf } from '../../edge/page/connection.js';
import { PageArgs } from '../../edge/page/page-args.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import type { Actor } from '../../shared/actor.js';
import { CreateWorkspaceInput, DeleteWorkspaceInput, UpdateWorkspaceByIdInput } from './dto/workspace.input.js';
import { WorkspaceView } from './dto/workspace.view.js';
import { WorkspacesService } from './workspaces.service.js';

const WorkspaceConnection = connectionOf(WorkspaceView, 'Workspace');

/** Workspaces over GraphQL, by the same service. */
@RequireScope('admin')
@Resolver(() => WorkspaceView)
export class WorkspacesResolver {
  constructor(private readonly service: WorkspacesService) {}

  @Query(() => WorkspaceView, { description: 'One workspace of your organization.' })
  workspace(@CurrentActor() actor: Actor, @ReadId() id: string) {
    return this.service.get(actor, id);
  }

  @Query(() => WorkspaceConnection, { description: 'The workspaces you may administer.' })
  async workspaces(@CurrentActor() actor: Actor, @ReadArgs() args: PageArgs) {
    return WorkspaceConnection.from(await this.service.list(actor, args.page('workspaces')), args.after);
  }

  @Mutation(() => WorkspaceView, { description: 'Makes a workspace with its default buckets.' })
  @Idempotent<WorkspacesResolver>(({ service }, actor, { id }) => service.get(actor, id))
  createWorkspace(@CurrentActor() actor: Actor, @ReadInput() input: CreateWorkspaceInput) {
    return this.service.create(actor, input);
  }

  @Mutation(() => WorkspaceView, { description: 'Renames a workspace.' })
  updateWorkspace(@CurrentActor() actor: Actor, @ReadInput() input: UpdateWorkspaceByIdInput) {
    return this.service.update(actor, input.id, input);
  }

  @Mutation(() => WorkspaceView, { description: 'Deletes a workspace, with its files when forced.' })
  deleteWorkspace(@CurrentActor() actor: Actor, @ReadInput() input: DeleteWorkspaceInput) {
    return this.service.remove(actor, input.id, input.force);
  }
}
