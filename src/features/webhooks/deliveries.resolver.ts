import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadInput } from '../../edge/dto/read.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { connectionOf } from '../../edge/page/connection.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { DeliveriesService } from './deliveries.service.js';
import { ListDeliveriesArgs, RedeliverInput, TestEndpointInput } from './dto/delivery.input.js';
import { DeliveryView } from './dto/delivery.view.js';
import { TestEventsService } from './testing/test-events.service.js';

const DeliveryConnection = connectionOf(DeliveryView, 'WebhookDelivery');

/** The log of webhook deliveries over GraphQL, by the same service. */
@RequireScope('admin')
@Resolver(() => DeliveryView)
export class DeliveriesResolver {
  constructor(
    private readonly service: DeliveriesService,
    private readonly tests: TestEventsService,
  ) {}

  @Query(() => DeliveryConnection, { description: 'What was sent to a webhook endpoint, newest first.' })
  async deliveries(@CurrentActor() actor: Actor, @ReadArgs() args: ListDeliveriesArgs) {
    const found = await this.service.list(actor, args.endpointId, args.page('deliveries'));
    return DeliveryConnection.from(
      mapPage(found, (delivery) => DeliveryView.from(delivery)),
      args.after,
    );
  }

  @Mutation(() => DeliveryView, {
    description:
      'Sends a test event to a webhook endpoint: signed as all others, with sample data and `test: true`. It is tried once.',
  })
  @Idempotent<DeliveriesResolver>(({ service }, actor, { id }) => service.get(actor, id).then(DeliveryView.from))
  async testWebhookEndpoint(
    @CurrentActor() actor: Actor,
    @ReadInput() { endpointId, eventType }: TestEndpointInput,
  ): Promise<DeliveryView> {
    return DeliveryView.from(await this.tests.send(actor, endpointId, eventType));
  }

  @Mutation(() => DeliveryView, { description: 'Delivers once more, at once, under the same `webhook-id`.' })
  async redeliver(@CurrentActor() actor: Actor, @ReadInput() { deliveryId }: RedeliverInput): Promise<DeliveryView> {
    return DeliveryView.from(await this.service.redeliver(actor, deliveryId));
  }

  @NodeLookup('dlv')
  async deliveryNode(actor: Actor, id: string): Promise<DeliveryView> {
    return DeliveryView.from(await this.service.get(actor, id));
  }
}
