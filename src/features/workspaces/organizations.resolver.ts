import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadId, ReadInput } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { connectionOf } from '../../edge/page/connection.js';
import { PageArgs } from '../../edge/page/page-args.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import {
  CreateOrganizationInput,
  DeleteOrganizationInput,
  UpdateOrganizationByIdInput,
} from './dto/organization.input.js';
import { OrganizationView } from './dto/organization.view.js';
import { OrganizationsService } from './organizations.service.js';

const OrganizationConnection = connectionOf(OrganizationView, 'Organization');

/** Organizations over GraphQL, by the same service. */
@Resolver(() => OrganizationView)
export class OrganizationsResolver {
  constructor(private readonly service: OrganizationsService) {}

  @Query(() => OrganizationView, { nullable: true, description: 'One organization with its tier and limits.' })
  @NodeLookup('org')
  @RequireScope('admin')
  async organization(@CurrentActor() actor: Actor, @ReadId() id: string): Promise<OrganizationView> {
    return OrganizationView.from(await this.service.get(actor, id));
  }

  @Query(() => OrganizationConnection, {
    description: 'Newest first: all of the installation for a `system` key, else your own.',
  })
  @RequireScope('admin')
  async organizations(@CurrentActor() actor: Actor, @ReadArgs() args: PageArgs) {
    const found = await this.service.list(actor, args.page('organizations'));
    return OrganizationConnection.from(mapPage(found, OrganizationView.from), args.after);
  }

  @RequireScope('system')
  @Mutation(() => OrganizationView, { description: 'Creates an organization; only this answer shows its first key.' })
  @Idempotent<OrganizationsResolver>(({ service }, actor, { id, secret }) =>
    service.made(actor, id, secret).then(OrganizationView.withKey),
  )
  async createOrganization(
    @CurrentActor() actor: Actor,
    @ReadInput() input: CreateOrganizationInput,
  ): Promise<OrganizationView> {
    return OrganizationView.withKey(await this.service.create(actor, input));
  }

  @Mutation(() => OrganizationView, {
    description: 'Changes the name of an organization; its tier and limits with the scope `system`.',
  })
  @RequireScope('admin')
  async updateOrganization(
    @CurrentActor() actor: Actor,
    @ReadInput() { id, ...changes }: UpdateOrganizationByIdInput,
  ): Promise<OrganizationView> {
    return OrganizationView.from(await this.service.update(actor, id, changes));
  }

  @Mutation(() => OrganizationView, {
    description: 'Deletes an organization, with everything in it when forced; returns it as it was.',
  })
  @RequireScope('system')
  async deleteOrganization(
    @CurrentActor() actor: Actor,
    @ReadInput() { id, force }: DeleteOrganizationInput,
  ): Promise<OrganizationView> {
    return OrganizationView.from(await this.service.remove(actor, id, force));
  }
}
