import { Injectable, Logger } from '@nestjs/common';
import { EventChannel } from '../../platform/events/event-channel.js';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { type Change, encodeChanges } from './changes.js';
import { EventSubscribers } from './event-subscribers.repository.js';
import { type RelayedEvent, resourceKind } from './relayed-event.js';

/** 'airlock relay' in ASCII, cut to eight bytes: one relay at a time in a database. */
const LOCK = 0x6169726c6f636b31n;

/** A row of either outbox, as read. An event whose workspace is gone has nobody to tell. */
type Row = Omit<RelayedEvent, 'resource' | 'organizationId'> & {
  resourceId: string;
  organizationId: string | null;
  announcementId?: bigint;
  /** The record of the upload was deleted, and its timeline with it: this was all that was left. */
  isLast?: boolean;
};
type LivingRow = Row & { organizationId: string };

/** What happened and was not told yet: the unpublished rows of `upload_events` and `announcements`. */
@Injectable()
export class OutboxRepository {
  private readonly warning = new OccasionalWarning(new Logger('Relay'));

  constructor(
    private readonly database: Database,
    private readonly subscribers: EventSubscribers,
    private readonly channel: EventChannel,
    private readonly faults: FaultPoints,
  ) {}

  /** Whether there is something to tell, in one round trip. */
  async hasAny(): Promise<boolean> {
    const [row] = await this.database.system.$queryRaw<{ any: boolean }[]>`
      SELECT EXISTS (SELECT FROM upload_events WHERE published_at IS NULL)
        OR EXISTS (SELECT FROM announcements WHERE published_at IS NULL) AS any`;
    return row!.any;
  }

  /**
   * Tells the oldest events in one transaction with their marks; answers them once it is committed. `null`: somebody
   * else relays. The lock is the transaction's: if this process dies, it goes with it.
   */
  async relay(limit: number): Promise<RelayedEvent[] | null> {
    const told = await this.database.asSystem(async (tx) => {
      if (!(await this.isAlone(tx))) return null;
      const rows = [...(await this.takeMoves(tx, limit)), ...(await this.takeAnnouncements(tx, limit))];
      const living = rows.filter((row): row is LivingRow => row.organizationId !== null);
      await this.forget(tx, rows);
      return living.length ? this.tell(tx, living) : { events: [], afterwards: () => Promise.resolve() };
    });
    if (!told) return null;
    if (told.events.length) await this.faults.reached('relay.committed');
    await told.afterwards().catch((error: Error) => this.warning.tell(`Listeners will hear late: ${error.message}`));
    return told.events;
  }

  private async tell(tx: Tx, rows: LivingRow[]): Promise<{ events: RelayedEvent[]; afterwards: () => Promise<void> }> {
    await this.faults.reached('relay.taken');
    const events = rows.map(toEvent);
    await this.subscribers.tell(tx, events);
    const afterwards = await this.channel.send(tx, encodeChanges(rows.map(toChange)));
    await this.faults.reached('relay.told');
    return { events, afterwards };
  }

  /** A timeline without a record is relayed to its end and kept no longer. */
  private async forget(tx: Tx, rows: Row[]): Promise<void> {
    const ids = [...new Set(rows.filter(({ isLast }) => isLast).map(({ resourceId }) => resourceId))];
    if (ids.length > 0)
      await tx.uploadEvent.deleteMany({ where: { uploadId: { in: ids }, publishedAt: { not: null } } });
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
    // By the primary key: said as IS NULL, a backlog would be read whole through the index of what is unpublished.
    const rows = await tx.$queryRaw<Row[]>`
      WITH told AS (
        UPDATE upload_events SET published_at = now()
        WHERE upload_id = ANY(${ids}) AND coalesce(published_at, 'infinity') = 'infinity' RETURNING *
      )
      SELECT 'upload.' || t.event AS type, w.organization_id AS "organizationId", t.workspace_id AS "workspaceId",
        t.upload_id AS "resourceId", t.sequence, t.at, t.from_status::text AS "from", t.to_status::text AS "to",
        t.detail, t.data, t.actor, u.id IS NULL AS "isLast"
      FROM told t LEFT JOIN workspaces w ON w.id = t.workspace_id LEFT JOIN uploads u ON u.id = t.upload_id`;
    const turn = new Map(ids.map((id, i) => [id, i]));
    return rows.sort((a, b) => turn.get(a.resourceId)! - turn.get(b.resourceId)! || a.sequence! - b.sequence!);
  }

  private async takeAnnouncements(tx: Tx, limit: number): Promise<Row[]> {
    const rows = await tx.$queryRaw<(Row & { announcementId: bigint })[]>`
      WITH told AS (
        UPDATE announcements SET published_at = now() WHERE id IN (
          SELECT id FROM announcements WHERE published_at IS NULL ORDER BY id LIMIT ${limit})
        RETURNING *
      )
      SELECT t.id AS "announcementId", t.type, w.organization_id AS "organizationId", t.workspace_id AS "workspaceId",
        t.resource_id AS "resourceId", NULL::int AS sequence, t.at, NULL AS "from", NULL AS "to", NULL AS detail, t.data, NULL AS actor
      FROM told t LEFT JOIN workspaces w ON w.id = t.workspace_id`;
    return rows.sort((a, b) => Number(a.announcementId - b.announcementId));
  }
}

function toEvent({ resourceId: id, announcementId: _, isLast: __, ...event }: LivingRow): RelayedEvent {
  return { ...event, resource: { kind: resourceKind(event.type), id } };
}

function toChange({ workspaceId, resourceId, sequence, announcementId }: LivingRow): Change {
  return announcementId === undefined
    ? { workspaceId, uploadId: resourceId, sequence: sequence! }
    : { workspaceId, announcementId: String(announcementId) };
}
