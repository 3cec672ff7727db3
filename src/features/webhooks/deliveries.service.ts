import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId } from '../../shared/ids.js';
import { type Page, pageOf, type ListPage } from '../../shared/page.js';
import { AuditTrail } from '../audit/index.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import type { Delivery } from './domain/delivery.js';
import { EndpointsService } from './endpoints.service.js';

/** What was sent where, how it went, and once more if it is asked for. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly endpoints: EndpointsService,
    private readonly audit: AuditTrail,
  ) {}

  async list(actor: Actor, endpointId: string, page: ListPage): Promise<Page<Delivery>> {
    const { id } = await this.endpoints.get(actor, endpointId);
    return pageOf(await this.deliveries.list(actor, id, page), page, (delivery) => delivery);
  }

  async get(actor: Actor, id: string): Promise<Delivery> {
    return found(isId('dlv', id) ? await this.deliveries.find(actor, id) : null);
  }

  /** The same message under the same `webhook-id`, whatever became of it before. */
  async redeliver(actor: Actor, id: string): Promise<Delivery> {
    const { endpointId } = await this.get(actor, id);
    const endpoint = await this.endpoints.get(actor, endpointId);
    if (endpoint.status !== 'active')
      throw Errors.invalidState('The webhook endpoint is disabled. Make it active, then deliver again.');
    const { workspaceId } = actor;
    const act = {
      action: 'webhook_delivery.redeliver',
      target: id,
      workspaceId,
      detail: { endpoint: endpointId },
    } as const;
    return found(await this.deliveries.again(actor, id, this.audit.recording(actor, act)));
  }
}

function found(delivery: Delivery | null): Delivery {
  if (!delivery) throw Errors.notFound('Delivery');
  return delivery;
}
