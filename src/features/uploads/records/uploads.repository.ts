import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../../generated/prisma/client.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { isId } from '../../../shared/ids.js';
import type { Found, PageRequest } from '../../../shared/page.js';
import type { Upload } from '../domain/upload.js';
import { conditionsOf, oldestIdOf, type UploadFilter } from './upload-filter.queries.js';
import { type UploadJson, uploadOfJson } from './upload-json.js';
import { toUpload, withRelations } from './upload-row.repository.js';

export type { UploadFilter };

const statements = {
  ofWorkspace: { name: 'find_uploads', text: 'SELECT upload FROM find_uploads($1, $2, $3) AS upload' },
  anywhere: {
    name: 'find_upload_anywhere',
    text: 'SELECT upload_json(u) AS upload FROM uploads u WHERE id = $1 AND workspace_id = $2',
  },
};

/** How many uploads are read for one page of a list: few, and more while those do not fill it. */
const WINDOWS = [500, 2_000, 7_500];

/** Reads of uploads, each bound to one workspace. DELETED rows are left out. */
@Injectable()
export class UploadsRepository {
  constructor(private readonly database: Database) {}

  async find(tenant: Tenant, id: string): Promise<Upload | null> {
    return (await this.findEach(tenant, [id])).get(id) ?? null;
  }

  /** The ones that exist, by one statement, which binds itself to the workspace. */
  async findEach({ organizationId, workspaceId }: Tenant, ids: readonly string[]): Promise<Map<string, Upload>> {
    const asked = ids.filter((id) => isId('upl', id));
    if (asked.length === 0) return new Map();
    const query = { ...statements.ofWorkspace, values: [organizationId, workspaceId, asked] };
    const { rows } = await this.database.pool.query<{ upload: UploadJson }>(query);
    const found = rows.map(({ upload }) => uploadOfJson(upload));
    return new Map(found.map((upload) => [upload.id, upload]));
  }

  async findIn(tx: Tx, { workspaceId }: Pick<Tenant, 'workspaceId'>, id: string): Promise<Upload | null> {
    if (!isId('upl', id)) return null;
    const where = { id, workspaceId, status: { not: 'DELETED' as const } };
    const row = await tx.upload.findFirst({ where, include: withRelations });
    return row && toUpload(row);
  }

  /** Whatever its status, DELETED included, for callers without a workspace of their own. */
  async findAnywhere({ workspaceId, id }: { workspaceId: string; id: string }): Promise<Upload | null> {
    const query = { ...statements.anywhere, values: [id, workspaceId] };
    const { rows } = await this.database.systemPool.query<{ upload: UploadJson }>(query);
    return rows[0] ? uploadOfJson(rows[0].upload) : null;
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
