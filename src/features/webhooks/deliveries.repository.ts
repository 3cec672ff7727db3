import { Injectable } from '@nestjs/common';
import type { WebhookDelivery } from '../../generated/prisma/client.js';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database } from '../../platform/prisma/database.js';
import { behind, inOrder } from '../../platform/prisma/list-order.js';
import type { Tenant } from '../../shared/actor.js';
import type { PageRequest } from '../../shared/page.js';
import type { RecordAct } from '../audit/index.js';
import type { Attempt, Delivery, DeliveryStatus } from './domain/delivery.js';
import { GIVE_UP_HOURS } from './domain/retry-schedule.js';

/** A test event that is to be delivered. */
export type TestEvent = Pick<Delivery, 'id' | 'endpointId' | 'eventType' | 'payload'>;

const ofAnEndpoint = { endpoint: { status: { not: 'deleted' } } };

function toDelivery({ status, attempts, ...same }: WebhookDelivery): Delivery {
  return { ...same, status: status as DeliveryStatus, attempts: attempts as unknown as Attempt[] };
}

/** The log of deliveries as tenants read it. */
@Injectable()
export class DeliveriesRepository {
  constructor(private readonly database: Database) {}

  async find(tenant: Tenant, id: string): Promise<Delivery | null> {
    const where = { id, workspaceId: tenant.workspaceId, ...ofAnEndpoint };
    const row = await this.database.tenant(tenant, (tx) => tx.webhookDelivery.findFirst({ where }));
    return row && toDelivery(row);
  }

  /** Newest first. */
  async list(tenant: Tenant, endpointId: string, page: PageRequest): Promise<Delivery[]> {
    const where = { workspaceId: tenant.workspaceId, endpointId, id: behind(page) };
    const query = { where, orderBy: { id: inOrder(page) }, take: page.limit + 1 };
    return (await this.database.tenant(tenant, (tx) => tx.webhookDelivery.findMany(query))).map(toDelivery);
  }

  /**
   * A test event, due at once and given up after one attempt: its outcome is then known. `null`: the endpoint is not
   * active.
   */
  createTest(
    tenant: Tenant,
    { id, endpointId, eventType, payload }: TestEvent,
    record: RecordAct,
  ): Promise<Delivery | null> {
    const { workspaceId } = tenant;
    return this.database.tenant(tenant, async (tx) => {
      const where = { id: endpointId, workspaceId, status: 'active' };
      if (!(await tx.webhookEndpoint.findFirst({ where, select: { id: true } }))) return null;
      await noteMade(tx, { id });
      const data = { id, workspaceId, endpointId, eventType, eventKey: `test ${id}`, payload, giveUpAt: new Date() };
      await record(tx);
      return toDelivery(await tx.webhookDelivery.create({ data }));
    });
  }

  /** Due at once, with a whole day of retries again. `null`: it is gone. */
  async again(tenant: Tenant, id: string, record: RecordAct): Promise<Delivery | null> {
    const { workspaceId } = tenant;
    const changed = await this.database.tenant(tenant, async (tx) => {
      const count = await tx.$executeRaw`
        UPDATE webhook_deliveries SET status = 'pending', tries = 0, completed_at = NULL, next_try_at = now(),
          give_up_at = now() + make_interval(hours => ${GIVE_UP_HOURS}::int)
        WHERE id = ${id} AND workspace_id = ${workspaceId}`;
      if (count) await record(tx);
      return count;
    });
    return changed ? this.find(tenant, id) : null;
  }
}
