import { Mutation, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadInput } from '../../edge/dto/read.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import type { Actor } from '../../shared/actor.js';
import { CreateOrganizationInput } from './dto/organization.input.js';
import { OrganizationView } from './dto/organization.view.js';
import { OrganizationsService } from './organizations.service.js';

/** Organizations over GraphQL, by the same service. */
@Resolver(() => OrganizationView)
export class OrganizationsResolver {
  constructor(private readonly organizations: OrganizationsService) {}

  @RequireScope('system')
  @Mutation(() => OrganizationView, { description: 'Creates an organization; only this answer shows its first key.' })
  @Idempotent<OrganizationsResolver>(({ organizations }, actor, { id, secret }) =>
    organizations.made(actor, id, secret).then(OrganizationView.withKey),
  )
  async createOrganization(
    @CurrentActor() actor: Actor,
    @ReadInput() input: CreateOrganizationInput,
  ): Promise<OrganizationView> {
    return OrganizationView.withKey(await this.organizations.create(actor, input));
  }
}
