import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { EventSubscribers } from './event-subscribers.repository.js';
import { type RelayedEvent, resourceKind } from './relayed-event.js';

/** 'airlock relay' in ASCII, cut to eight bytes: one relay at a time in a database. */
const LOCK = 0x6169726c6f636b31n;

/** A row of either outbox, as read. An event whose workspace is gone has nobody to tell. */
type Row = Omit<RelayedEvent, 'resource' | 'organizationId'> & { resourceId: string; organizationId: string | null };

/** What happened and was not told yet: the unpublished rows of `upload_events` and `announcements`. */
@Injectable()
export class OutboxRepository {
  constructor(
    private readonly database: Database,
    private readonly subscribers: EventSubscribers,
    private readonly faults: FaultPoints,
  ) {}

  /**
   * Tells the oldest events in one transaction with their marks; answers them once it is committed. `null`: somebody
   * else relays. The lock is the transaction's: if this process dies, it goes with it.
   */
  async relay(limit: number): Promise<RelayedEvent[] | null> {
    const events = await this.database.asSystem(async (tx) => {
      if (!(await this.isAlone(tx))) return null;
      const rows = [...(await this.takeMoves(tx, limit)), ...(await this.takeAnnouncements(tx, limit))];
      const events = rows.flatMap((row) => toEvent(row) ?? []);
      if (events.length === 0) return events;
      this.faults.reached('relay.taken');
      await this.subscribers.tell(tx, events);
      this.faults.reached('relay.told');
      return events;
    });
    if (events?.length) this.faults.reached('relay.committed');
    return events;
  }

  private async isAlone(tx: Tx): Promise<boolean> {
    const [row] = await tx.$queryRaw<{ alone: boolean }[]>`SELECT pg_try_advisory_xact_lock(${LOCK}) AS alone`;
    return row!.alone;
  }

  /**
   * Of the uploads with the oldest events, all that is untold: a transaction that waited for the row may have an
   * earlier time than the one it waited for, so time alone would not keep the sequence.
   */
  private async takeMoves(tx: Tx, limit: number): Promise<Row[]> {
    const due = await tx.$queryRaw<{ id: string }[]>`
      SELECT upload_id AS id FROM upload_events WHERE published_at IS NULL ORDER BY at LIMIT ${limit}`;
    if (due.length === 0) return [];
    const ids = [...new Set(due.map(({ id }) => id))];
    const rows = await tx.$queryRaw<Row[]>`
      WITH told AS (
        UPDATE upload_events SET published_at = now() WHERE upload_id = ANY(${ids}) AND published_at IS NULL RETURNING *
      )
      SELECT 'upload.' || t.event AS type, w.organization_id AS "organizationId", t.workspace_id AS "workspaceId",
        t.upload_id AS "resourceId", t.sequence, t.at, t.from_status::text AS "from", t.to_status::text AS "to",
        t.detail, t.data, t.actor
      FROM told t LEFT JOIN workspaces w ON w.id = t.workspace_id`;
    const turn = new Map(ids.map((id, i) => [id, i]));
    return rows.sort((a, b) => turn.get(a.resourceId)! - turn.get(b.resourceId)! || a.sequence! - b.sequence!);
  }

  private async takeAnnouncements(tx: Tx, limit: number): Promise<Row[]> {
    const rows = await tx.$queryRaw<(Row & { id: bigint })[]>`
      WITH told AS (
        UPDATE announcements SET published_at = now() WHERE id IN (
          SELECT id FROM announcements WHERE published_at IS NULL ORDER BY id LIMIT ${limit})
        RETURNING *
      )
      SELECT t.id, t.type, w.organization_id AS "organizationId", t.workspace_id AS "workspaceId",
        t.resource_id AS "resourceId", NULL::int AS sequence, t.at, NULL AS "from", NULL AS "to", NULL AS detail, t.data, NULL AS actor
      FROM told t LEFT JOIN workspaces w ON w.id = t.workspace_id`;
    return rows.sort((a, b) => Number(a.id - b.id)).map(({ id: _, ...row }) => row);
  }
}

function toEvent({ resourceId: id, organizationId, ...event }: Row): RelayedEvent | null {
  return organizationId === null
    ? null
    : { ...event, organizationId, resource: { kind: resourceKind(event.type), id } };
}
