import { Prisma } from '../../generated/prisma/client.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { EventSource, type SourceEvent } from './event-source.js';
import { resourceKind } from './relayed-event.js';

export interface Announcement {
  workspaceId: string;
  /** The event type of webhooks, for example `object.created`. */
  type: string;
  resourceId: string;
  data?: Prisma.InputJsonObject;
}

/** An announcement as followers of its workspace see it. */
export interface AnnouncedEvent {
  type: string;
  resourceId: string;
  at: Date;
  data: unknown;
}

interface Row {
  id: bigint;
  workspaceId: string;
  type: string;
  resourceId: string;
  at: Date;
  data: object | null;
}

/** Events that are no move of an upload, and their outbox. */
@EventSource({ name: 'announcements', order: 2 })
export class AnnouncementsRepository implements EventSource {
  readonly hasUnpublished = Prisma.sql`EXISTS (SELECT FROM announcements WHERE published_at IS NULL)`;
  readonly oldestUnpublished = Prisma.sql`
    (SELECT at FROM announcements WHERE published_at IS NULL ORDER BY id LIMIT 1)`;

  constructor(private readonly database: Database) {}

  /** In the transaction that the event describes: both are committed, or neither. */
  async announce(tx: Tx, { workspaceId, type, resourceId, data }: Announcement): Promise<void> {
    resourceKind(type);
    await tx.announcement.create({ data: { workspaceId, type, resourceId, data }, select: { id: true } });
  }

  async take(tx: Tx, limit: number): Promise<SourceEvent[]> {
    const rows = await tx.$queryRaw<Row[]>`
      UPDATE announcements SET published_at = now() WHERE id IN (
        SELECT id FROM announcements WHERE published_at IS NULL ORDER BY id LIMIT ${limit})
      RETURNING id, workspace_id AS "workspaceId", type, resource_id AS "resourceId", at, data`;
    return rows.sort((a, b) => Number(a.id - b.id)).map(toEvent);
  }

  async find(tenant: Tenant, ids: string[]): Promise<AnnouncedEvent[]> {
    if (ids.length === 0) return [];
    const where = { workspaceId: tenant.workspaceId, id: { in: ids.map(BigInt) } };
    const select = { type: true, resourceId: true, at: true, data: true };
    return this.database.tenant(tenant, (tx) => tx.announcement.findMany({ where, select, orderBy: { id: 'asc' } }));
  }

  /** Deletes the oldest of those that were published long ago; `true` when there may be more. Subscribers keep what they need. */
  async forget(days: number, limit: number): Promise<boolean> {
    const deleted = await this.database.system.$executeRaw`
      DELETE FROM announcements WHERE id IN (SELECT id FROM announcements ORDER BY id LIMIT ${limit})
        AND published_at < now() - make_interval(days => ${days}::int)`;
    return deleted === limit;
  }
}

function toEvent({ id, resourceId, workspaceId, type, at, data }: Row): SourceEvent {
  return {
    ...{ type, workspaceId, at, data, resource: { kind: resourceKind(type), id: resourceId } },
    ...{ sequence: null, from: null, to: null, detail: null, actor: null },
    change: { workspaceId, announcementId: String(id) },
  };
}
