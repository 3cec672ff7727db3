import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadId, ReadInput } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { connectionOf } from '../../edge/page/connection.js';
import { PageArgs } from '../../edge/page/page-args.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { CreateUserInput, DeleteUserInput, UpdateUserByIdInput } from './dto/user.input.js';
import { UserView } from './dto/user.view.js';
import { UsersService } from './users.service.js';

const UserConnection = connectionOf(UserView, 'User');

/** The people of an organization over GraphQL, by the same service. */
@RequireScope('admin')
@Resolver(() => UserView)
export class UsersResolver {
  constructor(private readonly service: UsersService) {}

  @Query(() => UserView, { nullable: true, description: 'One user of your organization.' })
  @NodeLookup('usr')
  async user(@CurrentActor() actor: Actor, @ReadId() id: string): Promise<UserView> {
    return UserView.from(await this.service.get(actor, id));
  }

  @Query(() => UserConnection, { description: 'Users of your organization, newest first.' })
  async users(@CurrentActor() actor: Actor, @ReadArgs() args: PageArgs) {
    const users = await this.service.list(actor, args.page('users'));
    return UserConnection.from(mapPage(users, UserView.from), args.after);
  }

  @Mutation(() => UserView, {
    description:
      'Creates a user, who logs in by email address and password, and may do nothing before becoming a member.',
  })
  @Idempotent<UsersResolver>(({ service }, actor, { id }) => service.get(actor, id).then(UserView.from))
  async createUser(@CurrentActor() actor: Actor, @ReadInput() input: CreateUserInput): Promise<UserView> {
    return UserView.from(await this.service.create(actor, input));
  }

  @Mutation(() => UserView, { description: 'Changes a user. A new password, or none, ends all sessions of the user.' })
  async updateUser(@CurrentActor() actor: Actor, @ReadInput() input: UpdateUserByIdInput): Promise<UserView> {
    const { id, ...changes } = input;
    return UserView.from(await this.service.update(actor, id, changes));
  }

  @Mutation(() => UserView, { description: 'Deletes a user, with all memberships; returns the user as it was.' })
  async deleteUser(@CurrentActor() actor: Actor, @ReadInput() { id }: DeleteUserInput): Promise<UserView> {
    return UserView.from(await this.service.remove(actor, id));
  }
}
