import { Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../edge/page/page-query.js';
import { pageView } from '../../edge/page/page-view.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyView } from './dto/api-key.view.js';
import { CreateApiKeyInput } from './dto/create-api-key.input.js';

/** API keys over REST. Only the answer to the creation shows the secret. */
@ApiTags('administration')
@RequireScope('admin')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @Idempotent<ApiKeysController>(({ keys }, actor, { id, secret }) =>
    keys.made(actor, id, secret).then(ApiKeyView.withSecret),
  )
  @Returns(201, ApiKeyView, { description: 'The only answer that shows the secret.' })
  async create(@CurrentActor() actor: Actor, @ReadBody() input: CreateApiKeyInput): Promise<ApiKeyView> {
    return ApiKeyView.withSecret(await this.keys.create(actor, input));
  }

  @Get()
  @ReturnsPage(ApiKeyView, { description: 'API keys of the workspace, newest first, without their secrets.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    const keys = await this.keys.list(actor, query.page('api-keys'));
    return pageView(ApiKeyView).from(mapPage(keys, ApiKeyView.from));
  }

  @Get(':key_id')
  @Returns(200, ApiKeyView, { description: 'One API key, without its secret.' })
  async get(@CurrentActor() actor: Actor, @Param('key_id') id: string): Promise<ApiKeyView> {
    return ApiKeyView.from(await this.keys.get(actor, id));
  }

  @Delete(':key_id')
  @Returns(204, undefined, { description: 'Refused everywhere within five seconds.' })
  async revoke(@CurrentActor() actor: Actor, @Param('key_id') id: string): Promise<void> {
    await this.keys.revoke(actor, id);
  }
}
