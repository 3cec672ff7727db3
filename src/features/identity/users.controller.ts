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
import { CreateUserInput, UpdateUserInput } from './dto/user.input.js';
import { UserView } from './dto/user.view.js';
import { UsersService } from './users.service.js';

/** The people of an organization, over REST. */
@ApiTags('administration')
@RequireScope('admin')
@Controller('v1/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Operation(
    'createUser',
    'Create a user',
    'Who logs in by email address and password. A user may do nothing before becoming a member of a workspace.',
  )
  @Post()
  @Idempotent<UsersController>(({ users }, actor, { id }) => users.get(actor, id).then(UserView.from))
  @Returns(201, UserView, { description: 'Create a user, who logs in by email address and password.' })
  async create(@CurrentActor() actor: Actor, @ReadBody() input: CreateUserInput): Promise<UserView> {
    return UserView.from(await this.users.create(actor, input));
  }

  @Operation('listUsers', 'List users', 'Users of the organization, newest first.')
  @Get()
  @ReturnsPage(UserView, { description: 'Users of the organization, newest first.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    const users = await this.users.list(actor, query.page('users'));
    return pageView(UserView).from(mapPage(users, UserView.from));
  }

  @Operation('getUser', 'Get a user', 'One user of the organization.')
  @Get(':user_id')
  @Returns(200, UserView, { description: 'One user.' })
  async get(@CurrentActor() actor: Actor, @Param('user_id') id: string): Promise<UserView> {
    return UserView.from(await this.users.get(actor, id));
  }

  @Operation(
    'updateUser',
    'Update a user',
    'The fields sent are changed. A new password, or none, ends all sessions of the user.',
  )
  @Patch(':user_id')
  @Returns(200, UserView, { description: 'Change a user. A new password, or none, ends all sessions of the user.' })
  async update(
    @CurrentActor() actor: Actor,
    @Param('user_id') id: string,
    @ReadBody() input: UpdateUserInput,
  ): Promise<UserView> {
    return UserView.from(await this.users.update(actor, id, input));
  }

  @Operation('deleteUser', 'Delete a user', 'With all memberships. Files that the user sent stay.')
  @Delete(':user_id')
  @Returns(204, undefined, { description: 'Delete a user, with all memberships.' })
  async remove(@CurrentActor() actor: Actor, @Param('user_id') id: string): Promise<void> {
    await this.users.remove(actor, id);
  }
}
