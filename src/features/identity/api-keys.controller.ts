import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { PageQuery, pageRequest, pageViewOf } from '../../edge/dto/page.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import type { Actor } from '../../shared/actor.js';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyView } from './dto/api-key.view.js';
import { CreateApiKeyInput } from './dto/create-api-key.input.js';

const ApiKeyList = pageViewOf(ApiKeyView);

@ApiTags('administration')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @ApiCreatedResponse({ type: ApiKeyView, description: 'The only answer that shows the secret.' })
  create(@CurrentActor() actor: Actor, @ReadBody() input: CreateApiKeyInput) {
    return this.keys.create(actor, input);
  }

  @Get()
  @ApiOkResponse({ type: ApiKeyList })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    return ApiKeyList.of(await this.keys.list(actor, pageRequest(query)));
  }

  @Get(':key_id')
  @ApiOkResponse({ type: ApiKeyView })
  get(@CurrentActor() actor: Actor, @Param('key_id') id: string) {
    return this.keys.get(actor, id);
  }

  @Delete(':key_id')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Refused everywhere within five seconds.' })
  async revoke(@CurrentActor() actor: Actor, @Param('key_id') id: string): Promise<void> {
    await this.keys.revoke(actor, id);
  }
}
