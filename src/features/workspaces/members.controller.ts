import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { PageQuery, pageRequest, pageViewOf } from '../../edge/dto/page.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import type { Actor } from '../../shared/actor.js';
import { AddMemberInput, UpdateMemberInput } from './dto/member.input.js';
import { MemberView } from './dto/member.view.js';
import { MembersService } from './members.service.js';

const MemberList = pageViewOf(MemberView);

@ApiTags('administration')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('v1/workspaces/:workspace_id/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Post()
  @ApiCreatedResponse({ type: MemberView })
  add(@CurrentActor() actor: Actor, @Param('workspace_id') workspace: string, @ReadBody() input: AddMemberInput) {
    return this.members.add(actor, workspace, input);
  }

  @Get()
  @ApiOkResponse({ type: MemberList })
  async list(@CurrentActor() actor: Actor, @Param('workspace_id') workspace: string, @ReadQuery() query: PageQuery) {
    return MemberList.of(await this.members.list(actor, workspace, pageRequest(query)));
  }

  @Get(':user_id')
  @ApiOkResponse({ type: MemberView })
  get(@CurrentActor() actor: Actor, @Param('workspace_id') workspace: string, @Param('user_id') user: string) {
    return this.members.get(actor, workspace, user);
  }

  @Patch(':user_id')
  @ApiOkResponse({ type: MemberView })
  update(
    @CurrentActor() actor: Actor,
    @Param('workspace_id') workspace: string,
    @Param('user_id') user: string,
    @ReadBody() input: UpdateMemberInput,
  ) {
    return this.members.update(actor, workspace, user, input);
  }

  @Delete(':user_id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@CurrentActor() actor: Actor, @Param('workspace_id') workspace: string, @Param('user_id') user: string) {
    return this.members.remove(actor, workspace, user);
  }
}
