import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { newId } from '../../../shared/ids.js';
import { AuditTrail } from '../../audit/index.js';
import { DeliveriesRepository } from '../deliveries.repository.js';
import type { Delivery } from '../domain/delivery.js';
import { type DeliveredType, TEST_EVENT } from '../domain/event-types.js';
import { EndpointsService } from '../endpoints.service.js';
import { samplePayload } from './sample-event.js';

/** Events that are sent on request, so that a receiver can be tried out before anything has happened. */
@Injectable()
export class TestEventsService {
  constructor(
    private readonly endpoints: EndpointsService,
    private readonly deliveries: DeliveriesRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** Its delivery, due at once: signed and sent as all others, whatever types the endpoint receives, but tried once. */
  async send(actor: Actor, endpointId: string, type: string = TEST_EVENT): Promise<Delivery> {
    const { id } = await this.endpoints.get(actor, endpointId);
    const payload = samplePayload(type as DeliveredType, actor, id, new Date());
    const { workspaceId } = actor;
    const record = this.audit.recording(actor, {
      action: 'webhook_endpoint.test',
      target: id,
      workspaceId,
      detail: { type },
    });
    const event = { id: newId('dlv'), endpointId: id, eventType: type, payload };
    const delivery = await this.deliveries.createTest(actor, event, record);
    if (!delivery)
      throw Errors.invalidState('The webhook endpoint is disabled. Make it active, then send the test event again.');
    return delivery;
  }
}
