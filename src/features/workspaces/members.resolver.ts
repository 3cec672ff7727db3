import { ArgsType, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { Prop } from '../../edge/dto/prop.js';
import { ReadArgs, ReadInput } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { connectionOf } from '../../edge/page/connection.js';
import { PageArgs } from '../../edge/page/page-args.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import type { MadeMember } from '../identity/index.js';
import { AddWorkspaceMemberInput, RemoveMemberInput, UpdateWorkspaceMemberInput } from './dto/member.input.js';
import { MemberView } from './dto/member.view.js';
import { MembersService } from './members.service.js';

const MemberConnection = connectionOf(MemberView, 'Member');

@ArgsType()
class MembersArgs extends PageArgs {
  @Prop.id({ description: 'The workspace.' })
  workspaceId: string;
}

/** Members of a workspace over GraphQL, by the same service. */
@RequireScope('admin')
@Resolver(() => MemberView)
export class MembersResolver {
  constructor(private readonly service: MembersService) {}

  @Query(() => MemberConnection, { description: 'The members of a workspace.' })
  async members(@CurrentActor() actor: Actor, @ReadArgs() args: MembersArgs) {
    const members = await this.service.list(actor, args.workspaceId, args.page('members'));
    return MemberConnection.from(mapPage(members, MemberView.from), args.after);
  }

  @Mutation(() => MemberView, { description: 'Adds a user to a workspace.' })
  @Idempotent<MembersResolver, MadeMember>(({ service }, actor, { id, workspaceId }) =>
    service.get(actor, workspaceId, id).then(MemberView.from),
  )
  async addMember(@CurrentActor() actor: Actor, @ReadInput() input: AddWorkspaceMemberInput): Promise<MemberView> {
    return MemberView.from(await this.service.add(actor, input.workspaceId, input));
  }

  @Mutation(() => MemberView, { description: 'Changes the role of a member.' })
  async updateMember(
    @CurrentActor() actor: Actor,
    @ReadInput() input: UpdateWorkspaceMemberInput,
  ): Promise<MemberView> {
    return MemberView.from(await this.service.update(actor, input.workspaceId, input.userId, input));
  }

  @Mutation(() => MemberView, { description: 'Ends a membership; returns it as it was.' })
  async removeMember(@CurrentActor() actor: Actor, @ReadInput() input: RemoveMemberInput): Promise<MemberView> {
    return MemberView.from(await this.service.remove(actor, input.workspaceId, input.userId));
  }

  @NodeLookup(/^mbr_/)
  async memberNode(actor: Actor, id: string): Promise<MemberView> {
    return MemberView.from(await this.service.getById(actor, id));
  }
}
