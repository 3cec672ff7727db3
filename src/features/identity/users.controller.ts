import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { PageQuery, pageRequest, pageViewOf } from '../../edge/dto/page.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import type { Actor } from '../../shared/actor.js';
import { CreateUserInput, UpdateUserInput } from './dto/user.input.js';
import { UserView } from './dto/user.view.js';
import { UsersService } from './users.service.js';

const UserList = pageViewOf(UserView);

@ApiTags('administration')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('v1/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Post()
  @ApiCreatedResponse({ type: UserView })
  create(@CurrentActor() actor: Actor, @ReadBody() input: CreateUserInput) {
    return this.users.create(actor, input);
  }

  @Get()
  @ApiOkResponse({ type: UserList })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    return UserList.of(await this.users.list(actor, pageRequest(query)));
  }

  @Get(':user_id')
  @ApiOkResponse({ type: UserView })
  get(@CurrentActor() actor: Actor, @Param('user_id') id: string) {
    return this.users.get(actor, id);
  }

  @Patch(':user_id')
  @ApiOkResponse({ type: UserView })
  update(@CurrentActor() actor: Actor, @Param('user_id') id: string, @ReadBody() input: UpdateUserInput) {
    return this.users.update(actor, id, input);
  }

  @Delete(':user_id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@CurrentActor() actor: Actor, @Param('user_id') id: string): Promise<void> {
    return this.users.remove(actor, id);
  }
}
