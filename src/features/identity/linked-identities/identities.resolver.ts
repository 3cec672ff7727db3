import { Mutation, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadInput } from '../../../edge/dto/read.js';
import { NodeLookup } from '../../../edge/graphql/node/node-lookup.js';
import type { Actor } from '../../../shared/actor.js';
import { IdentitiesService } from './identities.service.js';
import { IdentityView } from './identity.view.js';
import { UnlinkIdentityInput } from './unlink-identity.input.js';

/** The identities of a user over GraphQL, by the same service. */
@RequireScope('admin')
@Resolver(() => IdentityView)
export class IdentitiesResolver {
  constructor(private readonly service: IdentitiesService) {}

  @Mutation(() => IdentityView, {
    description: 'Removes an identity of a user, whose tokens are refused from now on; returns it as it was.',
  })
  async unlinkIdentity(
    @CurrentActor() actor: Actor,
    @ReadInput() { userId, identityId }: UnlinkIdentityInput,
  ): Promise<IdentityView> {
    return IdentityView.from(await this.service.unlink(actor, userId, identityId));
  }

  @NodeLookup('idn')
  async identityNode(actor: Actor, id: string): Promise<IdentityView> {
    return IdentityView.from(await this.service.get(actor, id));
  }
}
