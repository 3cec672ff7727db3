import { Controller, Get, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadQuery } from '../../edge/dto/read.js';
import { Problems, Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../edge/page/page-query.js';
import { pageView } from '../../edge/page/page-view.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryView } from './dto/delivery.view.js';

/** The log of webhook deliveries over REST. */
@ApiTags('webhooks')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('v1')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get('webhook-endpoints/:endpoint_id/deliveries')
  @ReturnsPage(DeliveryView, { description: 'What was sent to an endpoint and how it went, newest first.' })
  @Problems('NOT_FOUND')
  async list(@CurrentActor() actor: Actor, @Param('endpoint_id') endpointId: string, @ReadQuery() query: PageQuery) {
    const found = await this.deliveries.list(actor, endpointId, query.page('deliveries'));
    return pageView(DeliveryView).from(mapPage(found, (delivery) => DeliveryView.from(delivery)));
  }

  @Get('deliveries/:delivery_id')
  @Returns(HttpStatus.OK, DeliveryView, { description: 'One delivery.' })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('delivery_id') id: string): Promise<DeliveryView> {
    return DeliveryView.from(await this.deliveries.get(actor, id));
  }

  @Post('deliveries/:delivery_id/redeliver')
  @Returns(HttpStatus.OK, DeliveryView, {
    description: 'Due at once, under the same `webhook-id`, with retries of 24 hours.',
  })
  @Problems('NOT_FOUND', 'INVALID_STATE')
  async redeliver(@CurrentActor() actor: Actor, @Param('delivery_id') id: string): Promise<DeliveryView> {
    return DeliveryView.from(await this.deliveries.redeliver(actor, id));
  }
}
