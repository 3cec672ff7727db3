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
import type { MadeMember } from '../identity/index.js';
import { AddMemberInput, UpdateMemberInput } from './dto/member.input.js';
import { MemberView } from './dto/member.view.js';
import { MembersService } from './members.service.js';

/** Members of a workspace and their roles, over REST. */
@ApiTags('workspaces')
@RequireScope('admin')
@Controller('v1/workspaces/:workspace_id/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Operation('addMember', 'Add a member to a workspace', 'A user of the organization, with a role.')
  @Post()
  @Idempotent<MembersController, MadeMember>(({ members }, actor, { id, workspaceId }) =>
    members.get(actor, workspaceId, id).then(MemberView.from),
  )
  @Returns(201, MemberView, { description: 'Add a user to the workspace, with a role.' })
  async add(
    @CurrentActor() actor: Actor,
    @Param('workspace_id') workspace: string,
    @ReadBody() input: AddMemberInput,
  ): Promise<MemberView> {
    return MemberView.from(await this.members.add(actor, workspace, input));
  }

  @Operation('listMembers', 'List the members of a workspace', 'Newest first, with their roles.')
  @Get()
  @ReturnsPage(MemberView, { description: 'Members of the workspace, newest first.' })
  async list(@CurrentActor() actor: Actor, @Param('workspace_id') workspace: string, @ReadQuery() query: PageQuery) {
    const members = await this.members.list(actor, workspace, query.page('members'));
    return pageView(MemberView).from(mapPage(members, MemberView.from));
  }

  @Operation('getMember', 'Get a member of a workspace', 'One member and the role.')
  @Get(':user_id')
  @Returns(200, MemberView, { description: 'One member and the role.' })
  async get(
    @CurrentActor() actor: Actor,
    @Param('workspace_id') workspace: string,
    @Param('user_id') user: string,
  ): Promise<MemberView> {
    return MemberView.from(await this.members.get(actor, workspace, user));
  }

  @Operation('updateMember', 'Change the role of a member', 'From now on, in this workspace.')
  @Patch(':user_id')
  @Returns(200, MemberView, { description: 'Change the role of a member.' })
  async update(
    @CurrentActor() actor: Actor,
    @Param('workspace_id') workspace: string,
    @Param('user_id') user: string,
    @ReadBody() input: UpdateMemberInput,
  ): Promise<MemberView> {
    return MemberView.from(await this.members.update(actor, workspace, user, input));
  }

  @Operation('removeMember', 'Remove a member from a workspace', 'The user stays, with all other memberships.')
  @Delete(':user_id')
  @Returns(204, undefined, { description: 'Remove a member from the workspace.' })
  async remove(
    @CurrentActor() actor: Actor,
    @Param('workspace_id') workspace: string,
    @Param('user_id') user: string,
  ): Promise<void> {
    await this.members.remove(actor, workspace, user);
  }
}
