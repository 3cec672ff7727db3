import { Injectable } from '@nestjs/common';
import type { WebhookDelivery } from '../../generated/prisma/client.js';
import { Database } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import type { PageRequest } from '../../shared/page.js';
import type { Attempt, Delivery, DeliveryStatus } from './domain/delivery.js';
import { GIVE_UP_HOURS } from './domain/retry-schedule.js';

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
  async list(tenant: Tenant, endpointId: string, { limit, after }: PageRequest): Promise<Delivery[]> {
    const where = { workspaceId: tenant.workspaceId, endpointId, ...(after ? { id: { lt: after } } : {}) };
    const page = { where, orderBy: { id: 'desc' as const }, take: limit + 1 };
    return (await this.database.tenant(tenant, (tx) => tx.webhookDelivery.findMany(page))).map(toDelivery);
  }

  /** Due at once, with a whole day of retries again. `null`: it is gone. */
  async again(tenant: Tenant, id: string): Promise<Delivery | null> {
    const { workspaceId } = tenant;
    const changed = await this.database.tenant(
      tenant,
      (tx) => tx.$executeRaw`
        UPDATE webhook_deliveries SET status = 'pending', tries = 0, completed_at = NULL, next_try_at = now(),
          give_up_at = now() + make_interval(hours => ${GIVE_UP_HOURS}::int)
        WHERE id = ${id} AND workspace_id = ${workspaceId}`,
    );
    return changed ? this.find(tenant, id) : null;
  }
}
