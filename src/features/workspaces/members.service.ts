import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { ActorCache, type Member, MembershipsRepository, requireOwner, UsersRepository } from '../identity/index.js';
import type { AddMemberInput, UpdateMemberInput } from './dto/member.input.js';
import { WorkspacesService } from './workspaces.service.js';

/** The members of a workspace and their roles. Changed by owners and by keys with `admin`. */
@Injectable()
export class MembersService {
  constructor(
    private readonly members: MembershipsRepository,
    private readonly workspaces: WorkspacesService,
    private readonly users: UsersRepository,
    private readonly cache: ActorCache,
  ) {}

  async add(actor: Actor, workspaceId: string, input: AddMemberInput): Promise<Member> {
    requireOwner(actor);
    const { organizationId } = actor;
    await this.workspaces.get(actor, workspaceId);
    const user = isId('usr', input.userId) ? await this.users.find({ organizationId }, input.userId) : undefined;
    if (!user) throw Errors.notFound('User');
    const role = input.role as Role;
    const row = await this.members.add({ organizationId, workspaceId, userId: user.id, role });
    this.cache.forget();
    return row;
  }

  async get(actor: Actor, workspaceId: string, userId: string): Promise<Member> {
    await this.workspaces.get(actor, workspaceId);
    return found(isId('usr', userId) ? await this.members.find(workspaceId, userId) : undefined);
  }

  async list(actor: Actor, workspaceId: string, page: ListPage): Promise<Page<Member>> {
    await this.workspaces.get(actor, workspaceId);
    return pageOf(await this.members.list(workspaceId, page), page, (member) => member);
  }

  async update(actor: Actor, workspaceId: string, userId: string, input: UpdateMemberInput): Promise<Member> {
    requireOwner(actor);
    await this.get(actor, workspaceId, userId);
    const row = found(await this.members.changeRole(workspaceId, userId, input.role as Role));
    this.cache.forget();
    return row;
  }

  async remove(actor: Actor, workspaceId: string, userId: string): Promise<void> {
    requireOwner(actor);
    await this.get(actor, workspaceId, userId);
    await this.members.remove(workspaceId, userId);
    this.cache.forget();
  }
}

function found(row: Member | undefined): Member {
  if (!row) throw Errors.notFound('Member');
  return row;
}
