import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadInput } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { connectionOf } from '../../edge/page/connection.js';
import { PageArgs } from '../../edge/page/page-args.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import {
  CreateEndpointInput,
  DeleteEndpointInput,
  RotateSecretInput,
  UpdateEndpointByIdInput,
} from './dto/endpoint.input.js';
import { EndpointView } from './dto/endpoint.view.js';
import { EndpointsService } from './endpoints.service.js';

const EndpointConnection = connectionOf(EndpointView, 'WebhookEndpoint');

/** Webhook endpoints over GraphQL, by the same service. */
@RequireScope('admin')
@Resolver(() => EndpointView)
export class EndpointsResolver {
  constructor(private readonly endpoints: EndpointsService) {}

  @Query(() => EndpointConnection, { description: 'Webhook endpoints of the workspace, newest first.' })
  async webhookEndpoints(@CurrentActor() actor: Actor, @ReadArgs() args: PageArgs) {
    const found = await this.endpoints.list(actor, args.page('webhook-endpoints'));
    return EndpointConnection.from(
      mapPage(found, (endpoint) => EndpointView.from(endpoint)),
      args.after,
    );
  }

  @Mutation(() => EndpointView, { description: 'Creates a webhook endpoint; the answer shows its secret.' })
  @Idempotent<EndpointsResolver>(({ endpoints }, actor, { id }) =>
    endpoints.made(actor, id).then(EndpointView.withSecret),
  )
  async createWebhookEndpoint(
    @CurrentActor() actor: Actor,
    @ReadInput() input: CreateEndpointInput,
  ): Promise<EndpointView> {
    return EndpointView.withSecret(await this.endpoints.create(actor, input));
  }

  @Mutation(() => EndpointView, { description: 'Changes the fields sent.' })
  async updateWebhookEndpoint(
    @CurrentActor() actor: Actor,
    @ReadInput() { endpointId, ...input }: UpdateEndpointByIdInput,
  ): Promise<EndpointView> {
    return EndpointView.from(await this.endpoints.update(actor, endpointId, input));
  }

  @Mutation(() => EndpointView, { description: 'Deletes a webhook endpoint and its log; returns it as it was before.' })
  async deleteWebhookEndpoint(
    @CurrentActor() actor: Actor,
    @ReadInput() { endpointId }: DeleteEndpointInput,
  ): Promise<EndpointView> {
    return EndpointView.from(await this.endpoints.remove(actor, endpointId));
  }

  @Mutation(() => EndpointView, {
    description: 'Creates a new secret and shows it. For 24 hours deliveries carry the signatures of both.',
  })
  async rotateWebhookSecret(
    @CurrentActor() actor: Actor,
    @ReadInput() { endpointId }: RotateSecretInput,
  ): Promise<EndpointView> {
    return EndpointView.withSecret(await this.endpoints.rotate(actor, endpointId));
  }

  @NodeLookup('whk')
  async endpointNode(actor: Actor, id: string): Promise<EndpointView> {
    return EndpointView.from(await this.endpoints.get(actor, id));
  }
}
