import { Injectable } from '@nestjs/common';
import type { WebhookEndpoint } from '../../generated/prisma/client.js';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database } from '../../platform/prisma/database.js';
import { behind, inOrder } from '../../platform/prisma/list-order.js';
import { orNotFound } from '../../platform/prisma/refusals.js';
import type { Tenant } from '../../shared/actor.js';
import type { PageRequest } from '../../shared/page.js';
import type { RecordAct } from '../audit/index.js';
import {
  type DisabledReason,
  type Endpoint,
  type EndpointSettings,
  type EndpointStatus,
  MAX_ENDPOINTS,
} from './domain/endpoint.js';

const shown = { omit: { leaseToken: true, leaseUntil: true } } as const;
const present = { not: 'deleted' };

type Row = Omit<WebhookEndpoint, 'leaseToken' | 'leaseUntil'>;
const toEndpoint = (row: Row): Endpoint => ({
  ...row,
  status: row.status as EndpointStatus,
  disabledReason: row.disabledReason as DisabledReason | null,
});

/** The endpoints of a workspace. A deleted endpoint disappears at once; a background job deletes its log. */
@Injectable()
export class EndpointsRepository {
  constructor(private readonly database: Database) {}

  async find(tenant: Tenant, id: string): Promise<Endpoint | null> {
    const where = { id, workspaceId: tenant.workspaceId, status: present };
    const row = await this.database.tenant(tenant, (tx) => tx.webhookEndpoint.findFirst({ where, ...shown }));
    return row && toEndpoint(row);
  }

  async list(tenant: Tenant, page: PageRequest): Promise<Endpoint[]> {
    const where = { workspaceId: tenant.workspaceId, status: present, id: behind(page) };
    const query = { where, orderBy: { id: inOrder(page) }, take: page.limit + 1, ...shown };
    return (await this.database.tenant(tenant, (tx) => tx.webhookEndpoint.findMany(query))).map(toEndpoint);
  }

  /** `null`: the workspace has reached the limit. Creates in one workspace are serialized, so that the count is exact. */
  async create(
    tenant: Tenant,
    settings: EndpointSettings & { id: string },
    record: RecordAct,
  ): Promise<Endpoint | null> {
    const { organizationId, workspaceId } = tenant;
    return this.database.tenant(tenant, async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('webhook endpoints of ' || ${workspaceId}, 0))`;
      const count = await tx.webhookEndpoint.count({ where: { workspaceId, status: present } });
      if (count >= MAX_ENDPOINTS) return null;
      const data = { organizationId, workspaceId, ...settings };
      await noteMade(tx, { id: data.id });
      const row = await tx.webhookEndpoint.create({ data, ...shown }).catch(orNotFound('Workspace'));
      await record(tx);
      return toEndpoint(row);
    });
  }

  /** A new URL, or activation, clears the failure state. `null`: it was deleted. */
  async update(
    tenant: Tenant,
    id: string,
    changes: Partial<EndpointSettings>,
    record: RecordAct,
  ): Promise<Endpoint | null> {
    const where = { id, workspaceId: tenant.workspaceId, status: present };
    const isFresh = changes.url !== undefined || changes.status === 'active';
    const isActive = changes.status === 'active';
    const data = {
      ...changes,
      ...(isFresh && { failingSince: null }),
      ...(isActive && { disabledReason: null, disabledAt: null }),
    };
    return this.change(tenant, { where, data }, record);
  }

  /** The next secret; the previous one stays valid for a while, older ones end now. */
  async rotate(tenant: Tenant, id: string, overlapHours: number, record: RecordAct): Promise<Endpoint | null> {
    const rotationUntil = new Date(Date.now() + overlapHours * 3600_000);
    const where = { id, workspaceId: tenant.workspaceId, status: present };
    const data = { secretVersion: { increment: 1 }, rotationUntil };
    return this.change(tenant, { where, data }, record);
  }

  async remove(tenant: Tenant, id: string, record: RecordAct): Promise<boolean> {
    const where = { id, workspaceId: tenant.workspaceId, status: present };
    return (await this.change(tenant, { where, data: { status: 'deleted' } }, record)) !== null;
  }

  private async change(
    tenant: Tenant,
    change: { where: object; data: object },
    record: RecordAct,
  ): Promise<Endpoint | null> {
    return this.database.tenant(tenant, async (tx) => {
      const [row] = await tx.webhookEndpoint.updateManyAndReturn({ ...change, ...shown });
      if (row) await record(tx);
      return row ? toEndpoint(row) : null;
    });
  }
}
