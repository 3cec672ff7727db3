import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../../generated/prisma/client.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { isId } from '../../../shared/ids.js';
import type { Found, PageRequest } from '../../../shared/page.js';
import type { Upload } from '../domain/upload.js';
import { conditionsOf, oldestIdOf, type UploadFilter } from './upload-filter.queries.js';
import { toUpload, withRelations } from './upload-row.repository.js';

export type { UploadFilter };

/** How many uploads are read for one page of a list: few, and more while those do not fill it. */
const WINDOWS = [500, 2_000, 7_500];

/** Reads of uploads, each bound to one workspace. DELETED rows are left out. */
@Injectable()
export class UploadsRepository {
  constructor(private readonly database: Database) {}

  find(tenant: Tenant, id: string): Promise<Upload | null> {
    return this.database.tenant(tenant, (tx) => this.findIn(tx, tenant, id));
  }

  /** The ones that exist, by one read. */
  async findEach(tenant: Tenant, ids: readonly string[]): Promise<Map<string, Upload>> {
    const { workspaceId } = tenant;
    const where = { id: { in: ids.filter((id) => isId('upl', id)) }, workspaceId, status: { not: 'DELETED' as const } };
    const query = { where, include: withRelations };
    const rows = where.id.in.length ? await this.database.tenant(tenant, (tx) => tx.upload.findMany(query)) : [];
    return new Map(rows.map((row) => [row.id, toUpload(row)]));
  }

  async findIn(tx: Tx, { workspaceId }: Pick<Tenant, 'workspaceId'>, id: string): Promise<Upload | null> {
    if (!isId('upl', id)) return null;
    const where = { id, workspaceId, status: { not: 'DELETED' as const } };
    const row = await tx.upload.findFirst({ where, include: withRelations });
    return row && toUpload(row);
  }

  /** Whatever its status, DELETED included, for events of the store. */
  async findAnywhere({ workspaceId, id }: { workspaceId: string; id: string }): Promise<Upload | null> {
    const row = await this.database.system.upload.findFirst({ where: { id, workspaceId }, include: withRelations });
    return row && toUpload(row);
  }

  /**
   * Newest first; one row beyond the limit means that there is a next page. However rare the matches, and however many
   * uploads there are, a bounded number of rows is read, each once.
   */
  async list(tenant: Tenant, filter: UploadFilter, { limit, after }: PageRequest): Promise<Found<Upload>> {
    return this.database.tenant(tenant, async (tx) => {
      const rows: Upload[] = [];
      let searchedTo = after;
      for (const width of WINDOWS) {
        const before = searchedTo;
        searchedTo = await this.endOfWindow(tx, tenant, { filter, before, width });
        const conditions = conditionsOf(tenant.workspaceId, filter, { before, from: searchedTo ?? oldestIdOf(filter) });
        rows.push(...(await this.newest(tx, tenant, conditions, limit + 1 - rows.length)));
        if (searchedTo === undefined || rows.length > limit) break;
      }
      return { rows, searchedTo };
    });
  }

  private async newest(tx: Tx, { workspaceId }: Tenant, conditions: Prisma.Sql, most: number): Promise<Upload[]> {
    const found = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM uploads WHERE ${conditions} ORDER BY id DESC LIMIT ${most}`;
    if (found.length === 0) return [];
    const where = { id: { in: found.map(({ id }) => id) }, workspaceId };
    const rows = await tx.upload.findMany({ where, include: withRelations, orderBy: { id: 'desc' } });
    return rows.map(toUpload);
  }

  /** The oldest upload of the window; nothing when the window reaches to the end. */
  private async endOfWindow(
    tx: Tx,
    { workspaceId }: Tenant,
    { filter, before, width }: { filter: UploadFilter; before?: string; width: number },
  ): Promise<string | undefined> {
    const where = { workspaceId, id: { lt: before, gte: oldestIdOf(filter) } };
    const query = { where, select: { id: true }, orderBy: { id: 'desc' as const }, skip: width - 1 };
    return (await tx.upload.findFirst(query))?.id;
  }

  /** Restarts the lifetime of the URLs of those uploads that are still PENDING, by one statement. */
  async renewUrls(tenant: Tenant, renewals: { id: string; graceSeconds: number }[]): Promise<Upload[]> {
    const ids = renewals.map(({ id }) => id);
    const graces = renewals.map(({ graceSeconds }) => graceSeconds);
    const { workspaceId } = tenant;
    return this.database.tenant(tenant, async (tx) => {
      const renewed = await tx.$queryRaw<{ id: string }[]>`
        WITH pending AS (
          SELECT id, url_expires_in_seconds AS life FROM uploads
          WHERE workspace_id = ${workspaceId} AND id = ANY(${ids}) AND status = 'PENDING' ORDER BY id FOR UPDATE)
        UPDATE uploads u SET url_expires_at = now() + make_interval(secs => pending.life),
          deadline_at = greatest(u.deadline_at, now() + make_interval(secs => pending.life + renewal.grace))
        FROM pending JOIN unnest(${ids}::text[], ${graces}::int[]) AS renewal (id, grace) USING (id)
        WHERE u.id = pending.id RETURNING u.id`;
      const where = { workspaceId, id: { in: renewed.map(({ id }) => id) } };
      return (await tx.upload.findMany({ where, include: withRelations })).map(toUpload);
    });
  }

  /**
   * Stores the claimed SHA-256, unless another was claimed before or admission has ended. The row lock decides: either the
   * transaction that admits reads the claim, or the claim finds the file admitted.
   */
  async claimHash(tenant: Tenant, id: string, sha256: string): Promise<void> {
    await this.database.tenant(
      tenant,
      (tx) => tx.$executeRaw`
        UPDATE uploads SET declared_hash = ${sha256}
        WHERE id = ${id} AND workspace_id = ${tenant.workspaceId} AND status = 'SCANNING' AND declared_hash IS NULL`,
    );
  }

  /** Restarts the lifetime of an upload's URLs; `null` when its status has changed. */
  async renewUrl(
    tenant: Tenant,
    { id, status }: Pick<Upload, 'id' | 'status'>,
    seconds: number,
    graceSeconds: number,
  ): Promise<Upload | null> {
    return this.database.tenant(tenant, async (tx) => {
      const renewed = await tx.$executeRaw`
        UPDATE uploads SET url_expires_at = now() + make_interval(secs => ${seconds}::int),
          deadline_at = greatest(deadline_at, now() + make_interval(secs => ${seconds + graceSeconds}::int))
        WHERE id = ${id} AND workspace_id = ${tenant.workspaceId} AND status = ${status}::upload_status`;
      return renewed ? this.findIn(tx, tenant, id) : null;
    });
  }
}
