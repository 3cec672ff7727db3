import { Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../edge/page/page-query.js';
import { pageView } from '../../edge/page/page-view.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import type { Actor } from '../../shared/actor.js';
import type { MadeMember } from '../identity/index.js';
import { AddMemberInput, UpdateMemberInput } from './dto/member.input.js';
import { MemberView } from './dto/member.view.js';
import { MembersService } from './members.service.js';

/** The people of a workspace and their roles, over REST. */
@ApiTags('administration')
@RequireScope('admin')
@Controller('v1/workspaces/:workspace_id/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Post()
  @Idempotent<MembersController, MadeMember>(({ members }, actor, { id, workspaceId }) =>
    members.get(actor, workspaceId, id),
  )
  @Returns(201, MemberView)
  add(@CurrentActor() actor: Actor, @Param('workspace_id') workspace: string, @ReadBody() input: AddMemberInput) {
    return this.members.add(actor, workspace, input);
  }

  @Get()
  @ReturnsPage(MemberView)
  async list(@CurrentActor() actor: Actor, @Param('workspace_id') workspace: string, @ReadQuery() query: PageQuery) {
    return pageView(MemberView).from(await this.members.list(actor, workspace, query.page('members')));
  }

  @Get(':user_id')
  @Returns(200, MemberView)
  get(@CurrentActor() actor: Actor, @Param('workspace_id') workspace: string, @Param('user_id') user: string) {
    return this.members.get(actor, workspace, user);
  }

  @Patch(':user_id')
  @Returns(200, MemberView)
  update(
    @CurrentActor() actor: Actor,
    @Param('workspace_id') workspace: string,
    @Param('user_id') user: string,
    @ReadBody() input: UpdateMemberInput,
  ) {
    return this.members.update(actor, workspace, user, input);
  }

  @Delete(':user_id')
  @Returns(204)
  remove(@CurrentActor() actor: Actor, @Param('workspace_id') workspace: string, @Param('user_id') user: string) {
    return this.members.remove(actor, workspace, user);
  }
}
