import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadInput } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { connectionOf } from '../../edge/page/connection.js';
import { PageArgs } from '../../edge/page/page-args.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { CreateUploadTokenInput } from './dto/create-upload-token.input.js';
import { RevokeUploadTokenInput } from './dto/revoke-upload-token.input.js';
import { UploadTokenView } from './dto/upload-token.view.js';
import { UploadTokensService } from './upload-tokens.service.js';

const UploadTokenConnection = connectionOf(UploadTokenView, 'UploadToken');

/** Capabilities for browsers over GraphQL, by the same service. */
@RequireScope('uploads:write')
@Resolver(() => UploadTokenView)
export class UploadTokensResolver {
  constructor(private readonly tokens: UploadTokensService) {}

  @Query(() => UploadTokenConnection, { description: 'Upload tokens that still work: members see their own.' })
  async uploadTokens(@CurrentActor() actor: Actor, @ReadArgs() args: PageArgs) {
    const tokens = await this.tokens.list(actor, args.page('upload-tokens'));
    return UploadTokenConnection.from(mapPage(tokens, UploadTokenView.from), args.after);
  }

  @Mutation(() => UploadTokenView, {
    description: 'Makes a capability for a browser; only this answer shows its secret.',
  })
  @Idempotent<UploadTokensResolver>(({ tokens }, actor, { id, secret }) =>
    tokens.made(actor, id, secret).then(UploadTokenView.issued),
  )
  async createUploadToken(
    @CurrentActor() actor: Actor,
    @ReadInput() input: CreateUploadTokenInput,
  ): Promise<UploadTokenView> {
    return UploadTokenView.issued(await this.tokens.create(actor, input));
  }

  @Mutation(() => UploadTokenView, { description: 'Ends an upload token at once.' })
  async revokeUploadToken(
    @CurrentActor() actor: Actor,
    @ReadInput() input: RevokeUploadTokenInput,
  ): Promise<UploadTokenView> {
    return UploadTokenView.from(await this.tokens.revoke(actor, input.id));
  }

  @NodeLookup('utk')
  async uploadTokenNode(actor: Actor, id: string): Promise<UploadTokenView> {
    return UploadTokenView.from(await this.tokens.get(actor, id));
  }
}
