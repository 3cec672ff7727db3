import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadInput } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { connectionOf } from '../../edge/page/connection.js';
import { PageArgs } from '../../edge/page/page-args.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyView } from './dto/api-key.view.js';
import { CreateApiKeyInput } from './dto/create-api-key.input.js';
import { RevokeApiKeyInput } from './dto/revoke-api-key.input.js';

const ApiKeyConnection = connectionOf(ApiKeyView, 'ApiKey');

/** API keys over GraphQL, by the same service. */
@RequireScope('admin')
@Resolver(() => ApiKeyView)
export class ApiKeysResolver {
  constructor(private readonly keys: ApiKeysService) {}

  @Query(() => ApiKeyConnection, { description: 'The API keys you may administer.' })
  async apiKeys(@CurrentActor() actor: Actor, @ReadArgs() args: PageArgs) {
    const keys = await this.keys.list(actor, args.page('api-keys'));
    return ApiKeyConnection.from(mapPage(keys, ApiKeyView.from), args.after);
  }

  @Mutation(() => ApiKeyView, { description: 'Creates an API key; only this answer shows its secret.' })
  @Idempotent<ApiKeysResolver>(({ keys }, actor, { id, secret }) =>
    keys.made(actor, id, secret).then(ApiKeyView.withSecret),
  )
  async createApiKey(@CurrentActor() actor: Actor, @ReadInput() input: CreateApiKeyInput): Promise<ApiKeyView> {
    return ApiKeyView.withSecret(await this.keys.create(actor, input));
  }

  @Mutation(() => ApiKeyView, { description: 'Revokes an API key.' })
  async revokeApiKey(@CurrentActor() actor: Actor, @ReadInput() input: RevokeApiKeyInput): Promise<ApiKeyView> {
    return ApiKeyView.from(await this.keys.revoke(actor, input.id));
  }

  @NodeLookup('key')
  async apiKeyNode(actor: Actor, id: string): Promise<ApiKeyView> {
    return ApiKeyView.from(await this.keys.get(actor, id));
  }
}
