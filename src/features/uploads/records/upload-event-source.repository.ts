import { Prisma } from '../../../generated/prisma/client.js';
import type { Tx } from '../../../platform/prisma/database.js';
import { EventSource, type SourceEvent } from '../../relay/index.js';

interface Row {
  uploadId: string;
  workspaceId: string;
  sequence: number;
  event: string;
  at: Date;
  from: string | null;
  to: string;
  detail: string | null;
  data: object | null;
  actor: string;
  /** The record was deleted, and its timeline with it: only unpublished events are left. */
  isLast: boolean;
}

/** The timelines of uploads as an outbox: each move is an event to publish. */
@EventSource({ name: 'uploads', order: 1 })
export class UploadEventSourceRepository implements EventSource {
  readonly hasUnpublished = Prisma.sql`EXISTS (SELECT FROM upload_events WHERE published_at IS NULL)`;
  readonly oldestUnpublished = Prisma.sql`
    (SELECT at FROM upload_events WHERE published_at IS NULL ORDER BY at LIMIT 1)`;

  /**
   * Of the uploads with the oldest events, all that is unpublished: a transaction that waited for the row may have an
   * earlier time than the one it waited for, so time alone would not keep the sequence.
   */
  async take(tx: Tx, limit: number): Promise<SourceEvent[]> {
    const due = await tx.$queryRaw<{ id: string }[]>`
      SELECT upload_id AS id FROM upload_events WHERE published_at IS NULL ORDER BY at LIMIT ${limit}`;
    if (due.length === 0) return [];
    const ids = [...new Set(due.map(({ id }) => id))];
    const rows = await this.publish(tx, ids);
    await this.deleteTimelines(tx, rows);
    const order = new Map(ids.map((id, i) => [id, i]));
    const inOrder = rows.sort((a, b) => order.get(a.uploadId)! - order.get(b.uploadId)! || a.sequence - b.sequence);
    return inOrder.map(toEvent);
  }

  /** By the primary key: with IS NULL, a backlog would be read whole through the index of unpublished events. */
  private publish(tx: Tx, ids: string[]): Promise<Row[]> {
    return tx.$queryRaw<Row[]>`
      WITH published AS (
        UPDATE upload_events SET published_at = now()
        WHERE upload_id = ANY(${ids}) AND coalesce(published_at, 'infinity') = 'infinity' RETURNING *
      )
      SELECT p.upload_id AS "uploadId", p.workspace_id AS "workspaceId", p.sequence, p.event, p.at,
        p.from_status::text AS "from", p.to_status::text AS "to", p.detail, p.data, p.actor, u.id IS NULL AS "isLast"
      FROM published p LEFT JOIN uploads u ON u.id = p.upload_id`;
  }

  /** The timeline of a deleted record is kept until its last event is published. */
  private async deleteTimelines(tx: Tx, rows: Row[]): Promise<void> {
    const ids = [...new Set(rows.filter(({ isLast }) => isLast).map(({ uploadId }) => uploadId))];
    if (ids.length === 0) return;
    await tx.uploadEvent.deleteMany({ where: { uploadId: { in: ids }, publishedAt: { not: null } } });
  }
}

function toEvent({ uploadId, event, isLast: _, ...rest }: Row): SourceEvent {
  const { workspaceId, sequence } = rest;
  return {
    ...rest,
    type: `upload.${event}`,
    resource: { kind: 'upload', id: uploadId },
    change: { workspaceId, uploadId, sequence },
  };
}
