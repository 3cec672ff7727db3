import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { resourceKind } from './relayed-event.js';

export interface Announcement {
  workspaceId: string;
  /** As webhooks name it, e.g. `object.created`. */
  type: string;
  resourceId: string;
  data?: Prisma.InputJsonObject;
}

/** An announcement as those who follow the workspace see it. */
export interface AnnouncedEvent {
  type: string;
  resourceId: string;
  at: Date;
  data: unknown;
}

/** The outbox of events that are no move of an upload. */
@Injectable()
export class AnnouncementsRepository {
  constructor(private readonly database: Database) {}

  /** In the transaction of what it tells: both happen, or neither. */
  async announce(tx: Tx, { workspaceId, type, resourceId, data }: Announcement): Promise<void> {
    resourceKind(type);
    await tx.announcement.create({ data: { workspaceId, type, resourceId, data }, select: { id: true } });
  }

  async find(tenant: Tenant, ids: string[]): Promise<AnnouncedEvent[]> {
    if (ids.length === 0) return [];
    const where = { workspaceId: tenant.workspaceId, id: { in: ids.map(BigInt) } };
    const select = { type: true, resourceId: true, at: true, data: true };
    return this.database.tenant(tenant, (tx) => tx.announcement.findMany({ where, select, orderBy: { id: 'asc' } }));
  }

  /** Deletes the oldest of those that were told long ago; `true` when there may be more. Whoever was told kept what it needs. */
  async forget(days: number, limit: number): Promise<boolean> {
    const gone = await this.database.system.$executeRaw`
      DELETE FROM announcements WHERE id IN (SELECT id FROM announcements ORDER BY id LIMIT ${limit})
        AND published_at < now() - make_interval(days => ${days}::int)`;
    return gone === limit;
  }
}
