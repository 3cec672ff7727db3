import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { ActorCache, isSystem, requireOwner, UsersRepository } from '../identity/index.js';
import type { AddMemberInput, UpdateMemberInput } from './dto/member.input.js';
import { MemberView } from './dto/member.view.js';
import { type MemberRow, MembersRepository } from './members.repository.js';
import { WorkspacesService } from './workspaces.service.js';

/** The people of a workspace and their roles. Owners decide, and keys with `admin`. */
@Injectable()
export class MembersService {
  constructor(
    private readonly members: MembersRepository,
    private readonly workspaces: WorkspacesService,
    private readonly users: UsersRepository,
    private readonly cache: ActorCache,
  ) {}

  async add(actor: Actor, workspaceId: string, input: AddMemberInput): Promise<MemberView> {
    requireOwner(actor);
    await this.workspaces.get(actor, workspaceId);
    await this.requireUser(actor, input.userId);
    const row = await this.members.add(workspaceId, input.userId, input.role as Role);
    this.cache.forget();
    return MemberView.from(row);
  }

  async get(actor: Actor, workspaceId: string, userId: string): Promise<MemberView> {
    await this.workspaces.get(actor, workspaceId);
    return MemberView.from(found(isId('usr', userId) ? await this.members.find(workspaceId, userId) : undefined));
  }

  async list(actor: Actor, workspaceId: string, page: ListPage): Promise<Page<MemberView>> {
    await this.workspaces.get(actor, workspaceId);
    return pageOf(await this.members.list(workspaceId, page), page, (row) => MemberView.from(row));
  }

  async update(actor: Actor, workspaceId: string, userId: string, input: UpdateMemberInput): Promise<MemberView> {
    requireOwner(actor);
    await this.get(actor, workspaceId, userId);
    const row = found(await this.members.changeRole(workspaceId, userId, input.role as Role));
    this.cache.forget();
    return MemberView.from(row);
  }

  async remove(actor: Actor, workspaceId: string, userId: string): Promise<void> {
    requireOwner(actor);
    await this.get(actor, workspaceId, userId);
    await this.members.remove(workspaceId, userId);
    this.cache.forget();
  }

  /** Only the system brings people of one organization into another. */
  private async requireUser(actor: Actor, userId: string): Promise<void> {
    const { organizationId } = actor;
    const known = isId('usr', userId) && (await this.knows(isSystem(actor) ? undefined : organizationId, userId));
    if (!known) throw Errors.notFound('User');
  }

  private async knows(organizationId: string | undefined, userId: string): Promise<boolean> {
    if (!organizationId) return this.users.exists(userId);
    return (await this.users.find({ organizationId }, userId)) !== null;
  }
}

function found(row: MemberRow | undefined): MemberRow {
  if (!row) throw Errors.notFound('Member');
  return row;
}
