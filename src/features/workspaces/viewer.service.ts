import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/actor.js';
import { MAX_PAGE_SIZE } from '../../shared/page.js';
import { IdentitiesRepository } from '../identity/index.js';
import { ActorWorkspacesRepository } from './actor-workspaces.repository.js';
import type { ReachableWorkspace, Viewer } from './viewer.js';
import { WorkspacesRepository } from './workspaces.repository.js';

/** Describes the caller: the organization, the workspace, the scopes, and the workspaces within reach. */
@Injectable()
export class ViewerService {
  constructor(
    private readonly memberships: ActorWorkspacesRepository,
    private readonly workspaces: WorkspacesRepository,
    private readonly identities: IdentitiesRepository,
  ) {}

  async describe(actor: Actor): Promise<Viewer> {
    const { organizationId, workspaceId, userId, keyId, tier } = actor;
    const [workspaces, identities] = await Promise.all([
      userId ? this.ofUser(userId) : this.ofKey(actor),
      userId ? this.identities.ofUser(userId) : [],
    ]);
    return { organizationId, workspaceId, workspaces, userId, keyId, identities, scopes: [...actor.scopes], tier };
  }

  private async ofUser(userId: string): Promise<ReachableWorkspace[]> {
    const memberships = await this.memberships.ofUsers([userId]);
    return memberships
      .slice(0, MAX_PAGE_SIZE)
      .map(({ workspaceId, workspaceName, role }) => ({ workspaceId, name: workspaceName, role }));
  }

  private async ofKey(actor: Actor): Promise<ReachableWorkspace[]> {
    const rows = await this.workspaces.list(actor, { limit: MAX_PAGE_SIZE });
    return rows.slice(0, MAX_PAGE_SIZE).map(({ id, name }) => ({ workspaceId: id, name, role: null }));
  }
}
