import { Controller, Get, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../edge/page/page-query.js';
import { pageView } from '../../edge/page/page-view.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { DeliveriesService } from './deliveries.service.js';
import { TestEndpointBody } from './dto/delivery.input.js';
import { DeliveryView } from './dto/delivery.view.js';
import { TestEventsService } from './testing/test-events.service.js';

/** The log of webhook deliveries over REST. */
@ApiTags('webhooks')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('v1')
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly tests: TestEventsService,
  ) {}

  @Operation(
    'listDeliveries',
    'List the deliveries of an endpoint',
    'What was sent to it and how it went, newest first, with every attempt.',
  )
  @Get('webhook-endpoints/:endpoint_id/deliveries')
  @ReturnsPage(DeliveryView, { description: 'What was sent to an endpoint and how it went, newest first.' })
  @Problems('NOT_FOUND')
  async list(@CurrentActor() actor: Actor, @Param('endpoint_id') endpointId: string, @ReadQuery() query: PageQuery) {
    const found = await this.deliveries.list(actor, endpointId, query.page('deliveries'));
    return pageView(DeliveryView).from(mapPage(found, (delivery) => DeliveryView.from(delivery)));
  }

  @Operation(
    'testWebhookEndpoint',
    'Send a test event',
    'To this endpoint, whatever types it receives: signed as all others, with sample data and `test: true`. It is tried once; `getDelivery` shows how it went. A disabled endpoint is 409.',
  )
  @Post('webhook-endpoints/:endpoint_id/test')
  @Idempotent<DeliveriesController>(({ deliveries }, actor, { id }) =>
    deliveries.get(actor, id).then(DeliveryView.from),
  )
  @Returns(HttpStatus.CREATED, DeliveryView, { description: 'The delivery, due at once.' })
  @Problems('NOT_FOUND', 'INVALID_STATE', 'RATE_LIMITED')
  async test(
    @CurrentActor() actor: Actor,
    @Param('endpoint_id') id: string,
    @ReadBody() { eventType }: TestEndpointBody,
  ): Promise<DeliveryView> {
    return DeliveryView.from(await this.tests.send(actor, id, eventType));
  }

  @Operation('getDelivery', 'Get a delivery', 'What is sent, every attempt, and what was answered.')
  @Get('deliveries/:delivery_id')
  @Returns(HttpStatus.OK, DeliveryView, { description: 'One delivery.' })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('delivery_id') id: string): Promise<DeliveryView> {
    return DeliveryView.from(await this.deliveries.get(actor, id));
  }

  @Operation(
    'redeliver',
    'Send a delivery again',
    'Due at once, under the same `webhook-id`, with retries of 24 hours.',
  )
  @Post('deliveries/:delivery_id/redeliver')
  @Returns(HttpStatus.OK, DeliveryView, {
    description: 'Due at once, under the same `webhook-id`, with retries of 24 hours.',
  })
  @Problems('NOT_FOUND', 'INVALID_STATE')
  async redeliver(@CurrentActor() actor: Actor, @Param('delivery_id') id: string): Promise<DeliveryView> {
    return DeliveryView.from(await this.deliveries.redeliver(actor, id));
  }
}
