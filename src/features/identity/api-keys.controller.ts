import { Controller, Delete, Get, Param, Post } from '@nestjs/common';
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
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyView } from './dto/api-key.view.js';
import { CreateApiKeyInput } from './dto/create-api-key.input.js';

/** API keys over REST. Only the answer to the creation shows the secret. */
@ApiTags('keys')
@RequireScope('admin')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Operation(
    'createApiKey',
    'Create an API key',
    'With scopes that its maker has too, for one workspace or all. This answer alone shows the key.',
  )
  @Post()
  @Idempotent<ApiKeysController>(({ keys }, actor, { id, secret }) =>
    keys.made(actor, id, secret).then(ApiKeyView.withSecret),
  )
  @Returns(201, ApiKeyView, { description: 'The only answer that shows the secret.' })
  async create(@CurrentActor() actor: Actor, @ReadBody() input: CreateApiKeyInput): Promise<ApiKeyView> {
    return ApiKeyView.withSecret(await this.keys.create(actor, input));
  }

  @Operation('listApiKeys', 'List API keys', 'Keys of the workspace, newest first, without their secrets.')
  @Get()
  @ReturnsPage(ApiKeyView, { description: 'API keys of the workspace, newest first, without their secrets.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    const keys = await this.keys.list(actor, query.page('api-keys'));
    return pageView(ApiKeyView).from(mapPage(keys, ApiKeyView.from));
  }

  @Operation('getApiKey', 'Get an API key', 'One key and when it was used last, without its secret.')
  @Get(':key_id')
  @Returns(200, ApiKeyView, { description: 'One API key, without its secret.' })
  async get(@CurrentActor() actor: Actor, @Param('key_id') id: string): Promise<ApiKeyView> {
    return ApiKeyView.from(await this.keys.get(actor, id));
  }

  @Operation('revokeApiKey', 'Revoke an API key', 'It is refused everywhere within five seconds.')
  @Delete(':key_id')
  @Returns(204, undefined, { description: 'Refused everywhere within five seconds.' })
  async revoke(@CurrentActor() actor: Actor, @Param('key_id') id: string): Promise<void> {
    await this.keys.revoke(actor, id);
  }
}
