import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';

export interface AnnouncedEvent {
  type: string;
  resourceId: string;
  at: Date;
  data: unknown;
}

/** What those who wait need to know beyond the uploads themselves. */
@Injectable()
export class LiveEventsRepository {
  constructor(private readonly database: Database) {}

  /** How far these uploads have come, whoever's they are: who may know more is decided where it is told. */
  async sequencesOf(uploadIds: string[]): Promise<{ id: string; sequence: number }[]> {
    return this.database.system.$queryRaw`
      SELECT id, event_sequence AS sequence FROM uploads WHERE id = ANY(${uploadIds})`;
  }

  async announced(tenant: Tenant, ids: string[]): Promise<AnnouncedEvent[]> {
    if (ids.length === 0) return [];
    const where = { workspaceId: tenant.workspaceId, id: { in: ids.map(BigInt) } };
    const select = { type: true, resourceId: true, at: true, data: true };
    return this.database.tenant(tenant, (tx) => tx.announcement.findMany({ where, select, orderBy: { id: 'asc' } }));
  }
}
