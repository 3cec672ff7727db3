import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadInput } from '../../edge/dto/read.js';
import { connectionOf } from '../../edge/page/connection.js';
import { PageArgs } from '../../edge/page/page-args.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import type { Actor } from '../../shared/actor.js';
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
    return ApiKeyConnection.from(await this.keys.list(actor, args.page('api-keys')), args.after);
  }

  @Mutation(() => ApiKeyView, { description: 'Makes an API key; the answer alone shows its secret.' })
  @Idempotent<ApiKeysResolver>(({ keys }, actor, { id, secret }) => keys.get(actor, id, secret))
  createApiKey(@CurrentActor() actor: Actor, @ReadInput() input: CreateApiKeyInput) {
    return this.keys.create(actor, input);
  }

  @Mutation(() => ApiKeyView, { description: 'Revokes an API key.' })
  revokeApiKey(@CurrentActor() actor: Actor, @ReadInput() input: RevokeApiKeyInput) {
    return this.keys.revoke(actor, input.id);
  }
}
