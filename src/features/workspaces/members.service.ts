import { Injectable } from '@nestjs/common';
import { RightsChanges } from '../../edge/auth/rights-changes.js';
import type { Actor, Role } from '../../shared/actor.js';
import type { AuditAction } from '../../shared/audit/actions.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { AuditTrail, type RecordAct } from '../audit/index.js';
import {
  type Member,
  membershipPlace,
  MembershipsRepository,
  requireOwner,
  UsersRepository,
} from '../identity/index.js';
import type { AddMemberInput, UpdateMemberInput } from './dto/member.input.js';
import { WorkspacesService } from './workspaces.service.js';

/** The members of a workspace and their roles. Changed by owners and by keys with `admin`. */
@Injectable()
export class MembersService {
  constructor(
    private readonly members: MembershipsRepository,
    private readonly workspaces: WorkspacesService,
    private readonly users: UsersRepository,
    private readonly rights: RightsChanges,
    private readonly audit: AuditTrail,
  ) {}

  async add(actor: Actor, workspaceId: string, input: AddMemberInput): Promise<Member> {
    requireOwner(actor);
    const { organizationId } = actor;
    await this.workspaces.get(actor, workspaceId);
    const user = isId('usr', input.userId) ? await this.users.find({ organizationId }, input.userId) : undefined;
    if (!user) throw Errors.notFound('User');
    const role = input.role as Role;
    const member = { organizationId, workspaceId, userId: user.id, role };
    const row = await this.members.add(member, this.recording(actor, 'member.add', member));
    await this.rights.announce(actor.organizationId);
    return row;
  }

  async get(actor: Actor, workspaceId: string, userId: string): Promise<Member> {
    await this.workspaces.get(actor, workspaceId);
    return found(isId('usr', userId) ? await this.members.find(workspaceId, userId) : undefined);
  }

  /** By the id of the membership. */
  async getById(actor: Actor, id: string): Promise<Member> {
    const place = membershipPlace(id);
    if (!place) throw noMember();
    return this.get(actor, place.workspaceId, place.userId);
  }

  async list(actor: Actor, workspaceId: string, page: ListPage): Promise<Page<Member>> {
    await this.workspaces.get(actor, workspaceId);
    return pageOf(await this.members.list(workspaceId, page), page, (member) => member);
  }

  async update(actor: Actor, workspaceId: string, userId: string, input: UpdateMemberInput): Promise<Member> {
    requireOwner(actor);
    await this.get(actor, workspaceId, userId);
    const change = { workspaceId, userId, role: input.role as Role };
    const record = this.recording(actor, 'member.update', change);
    const row = found(await this.members.changeRole(change, record));
    await this.rights.announce(actor.organizationId);
    return row;
  }

  /** Returns the member as it was. */
  async remove(actor: Actor, workspaceId: string, userId: string): Promise<Member> {
    requireOwner(actor);
    const member = await this.get(actor, workspaceId, userId);
    const record = this.recording(actor, 'member.remove', member);
    if (!(await this.members.remove(workspaceId, userId, record))) throw noMember();
    await this.rights.announce(actor.organizationId);
    return member;
  }

  private recording(
    actor: Actor,
    action: AuditAction,
    { workspaceId, userId, role }: Pick<Member, 'workspaceId' | 'userId' | 'role'>,
  ): RecordAct {
    return this.audit.recording(actor, { action, target: userId, workspaceId, detail: { role } });
  }
}

function found(row: Member | undefined): Member {
  if (!row) throw noMember();
  return row;
}

const noMember = () => Errors.notFound('Member');
