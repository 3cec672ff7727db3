import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { isId } from '../../../shared/ids.js';
import { type PastMove, type UploadChange, uploadAsOf } from '../domain/upload-as-of.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, type UploadRow, withRelations } from './upload-row.repository.js';

const MOST_AT_ONCE = 100;

const select = { sequence: true, event: true, at: true, from: true, to: true, actor: true, detail: true };

/** The events of uploads, each with its upload. Includes DELETED ones: their end is an event too. */
@Injectable()
export class UploadHistory {
  constructor(private readonly database: Database) {}

  /** An upload whatever its status, and the sequence of its last move. */
  async latest(tenant: Tenant, id: string): Promise<{ upload: Upload; latest: number } | null> {
    if (!isId('upl', id)) return null;
    const row = await this.database.tenant(tenant, (tx) => this.row(tx, tenant.workspaceId, id));
    return row && { upload: toUpload(row), latest: row.eventSequence };
  }

  /** The sequence of the last move of these uploads, of whichever workspace: it gives away nothing else. */
  async sequencesOf(ids: string[]): Promise<{ id: string; sequence: number }[]> {
    return this.database.system.$queryRaw`SELECT id, event_sequence AS sequence FROM uploads WHERE id = ANY(${ids})`;
  }

  /** The moves after this one, oldest first, a bounded number of them. */
  async since(tenant: Tenant, id: string, after: number): Promise<UploadChange[]> {
    const { workspaceId } = tenant;
    return this.database.tenant(tenant, async (tx) => {
      const where = { uploadId: id, workspaceId, sequence: { gt: after } };
      const moves = await tx.uploadEvent.findMany({ where, select, orderBy: { sequence: 'asc' }, take: MOST_AT_ONCE });
      if (moves.length === 0) return [];
      // Read after its moves, so that it is never older than the last of them.
      const row = await this.row(tx, workspaceId, id);
      return row ? moves.map((move) => changeOf(row, move)) : [];
    });
  }

  /** All moves of each of these uploads, oldest first, by one statement. */
  async timelines(tenant: Tenant, uploadIds: string[]): Promise<Map<string, PastMove[]>> {
    const where = { uploadId: { in: uploadIds }, workspaceId: tenant.workspaceId };
    const query = { where, select: { ...select, uploadId: true }, orderBy: { sequence: 'asc' as const } };
    const rows = await this.database.tenant(tenant, (tx) => tx.uploadEvent.findMany(query));
    const timelines = new Map<string, PastMove[]>(uploadIds.map((id) => [id, []]));
    for (const { uploadId, ...move } of rows) timelines.get(uploadId)?.push(move);
    return timelines;
  }

  /** These moves of uploads of the workspace; missing ones are left out. */
  async at(tenant: Tenant, places: { uploadId: string; sequence: number }[]): Promise<UploadChange[]> {
    if (places.length === 0) return [];
    return this.database.tenant(tenant, (tx) => this.changesAt(tx, tenant.workspaceId, places));
  }

  private row(tx: Tx, workspaceId: string, id: string): Promise<UploadRow | null> {
    return tx.upload.findFirst({ where: { id, workspaceId }, include: withRelations });
  }

  private async changesAt(tx: Tx, workspaceId: string, places: { uploadId: string; sequence: number }[]) {
    const where = { workspaceId, OR: places };
    const moves = await tx.uploadEvent.findMany({ where, select: { ...select, uploadId: true } });
    const ids = [...new Set(places.map(({ uploadId }) => uploadId))];
    const rows = await tx.upload.findMany({ where: { id: { in: ids }, workspaceId }, include: withRelations });
    const uploads = new Map(rows.map((row) => [row.id, row]));
    return moves
      .sort((a, b) => a.at.getTime() - b.at.getTime() || a.sequence - b.sequence)
      .flatMap(({ uploadId, ...move }) => {
        const row = uploads.get(uploadId);
        return row ? [changeOf(row, move)] : [];
      });
  }
}

const changeOf = (row: UploadRow, move: PastMove) => uploadAsOf(toUpload(row), row.eventSequence, move);
