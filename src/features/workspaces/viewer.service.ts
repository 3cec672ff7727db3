import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/actor.js';
import { MAX_PAGE_SIZE } from '../../shared/page.js';
import { ViewerView, ViewerWorkspaceView } from './dto/viewer.view.js';
import { ActorWorkspacesRepository } from './actor-workspaces.repository.js';
import { WorkspacesRepository } from './workspaces.repository.js';

type Reachable = Pick<ViewerWorkspaceView, 'workspaceId' | 'name' | 'role'>;

/** Tells callers who they are: every other answer follows from it. */
@Injectable()
export class ViewerService {
  constructor(
    private readonly memberships: ActorWorkspacesRepository,
    private readonly workspaces: WorkspacesRepository,
  ) {}

  async describe(actor: Actor): Promise<ViewerView> {
    const { organizationId, workspaceId, userId, keyId, tier } = actor;
    const reachable = userId ? await this.ofUser(userId) : await this.ofKey(actor);
    return Object.assign(new ViewerView(), {
      organizationId,
      workspaceId,
      workspaces: reachable.map((workspace) => Object.assign(new ViewerWorkspaceView(), workspace)),
      userId,
      keyId,
      scopes: [...actor.scopes],
      tier,
    });
  }

  private async ofUser(userId: string): Promise<Reachable[]> {
    const memberships = await this.memberships.ofUsers([userId]);
    return memberships
      .slice(0, MAX_PAGE_SIZE)
      .map(({ workspaceId, workspaceName, role }) => ({ workspaceId, name: workspaceName, role }));
  }

  private async ofKey(actor: Actor): Promise<Reachable[]> {
    const rows = await this.workspaces.list(actor, { limit: MAX_PAGE_SIZE });
    return rows.slice(0, MAX_PAGE_SIZE).map(({ id, name }) => ({ workspaceId: id, name, role: null }));
  }
}
