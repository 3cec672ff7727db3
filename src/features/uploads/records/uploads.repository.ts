import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../../generated/prisma/client.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { GroupCommit } from '../../../platform/prisma/group-commit.js';
import { behind, inOrder, sqlOrder } from '../../../platform/prisma/list-order.js';
import type { Tenant } from '../../../shared/actor.js';
import { isId } from '../../../shared/ids.js';
import type { Found, PageRequest } from '../../../shared/page.js';
import type { Upload } from '../domain/upload.js';
import { conditionsOf, oldestIdOf, type UploadFilter } from './upload-filter.queries.js';
import { type UploadColumns, type UploadJson, uploadOfColumns, uploadOfJson } from './upload-json.js';
import { toUpload, withRelations } from './upload-row.repository.js';

export type { UploadFilter };

const statements = {
  inWorkspaces: { name: 'look_up_uploads', text: 'SELECT upload, bucket_name, blob FROM look_up_uploads($1, $2, $3)' },
  anywhere: {
    name: 'find_upload_anywhere',
    text: 'SELECT upload_record(u) AS upload FROM uploads u WHERE id = $1 AND workspace_id = $2',
  },
};

/** How many uploads are read for one page of a list: few, and more while those do not fill it. */
const WINDOWS = [500, 2_000, 7_500];

/** A shorter pace than that of moves: they follow it. */
const READS = { concurrency: 1, maxItems: 64, slotTimeoutMs: 250, paceMs: 15 };

type Named = Pick<Tenant, 'organizationId' | 'workspaceId'> & { id: string };

/** Reads of uploads, each bound to one workspace. DELETED rows are left out. */
@Injectable()
export class UploadsRepository {
  /** Reads that arrive while another is under way share the next statement. */
  private readonly reads = new GroupCommit((named: Named[]) => this.read(named), READS);

  constructor(private readonly database: Database) {}

  async find({ organizationId, workspaceId }: Tenant, id: string): Promise<Upload | null> {
    return isId('upl', id) ? this.reads.add({ organizationId, workspaceId, id }) : null;
  }

  /** The ones that exist, by one statement. */
  async findEach({ organizationId, workspaceId }: Tenant, ids: readonly string[]): Promise<Map<string, Upload>> {
    const asked = ids.filter((id) => isId('upl', id));
    if (asked.length === 0) return new Map();
    const found = await this.read(asked.map((id) => ({ organizationId, workspaceId, id })));
    return new Map(found.flatMap((upload) => (upload ? [[upload.id, upload]] : [])));
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
   * In the order of the page; one row beyond the limit means that there is a next page. However rare the matches, and however many
   * uploads there are, a bounded number of rows is read, each once.
   */
  async list(tenant: Tenant, filter: UploadFilter, page: PageRequest): Promise<Found<Upload>> {
    return this.database.tenant(tenant, async (tx) => {
      const rows: Upload[] = [];
      let { after: searchedTo } = page;
      for (const width of WINDOWS) {
        const place = { after: searchedTo, direction: page.direction };
        searchedTo = await this.endOfWindow(tx, tenant, { filter, place, width });
        const conditions = conditionsOf(tenant.workspaceId, filter, { ...place, end: searchedTo });
        rows.push(...(await this.first(tx, tenant, conditions, { ...page, limit: page.limit + 1 - rows.length })));
        if (searchedTo === undefined || rows.length > page.limit) break;
      }
      return { rows, searchedTo };
    });
  }

  private async first(
    tx: Tx,
    { workspaceId }: Tenant,
    conditions: Prisma.Sql,
    page: Pick<PageRequest, 'limit' | 'direction'>,
  ): Promise<Upload[]> {
    const found = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM uploads WHERE ${conditions} ORDER BY id ${sqlOrder(page)} LIMIT ${page.limit}`;
    if (found.length === 0) return [];
    const where = { id: { in: found.map(({ id }) => id) }, workspaceId };
    const rows = await tx.upload.findMany({ where, include: withRelations, orderBy: { id: inOrder(page) } });
    return rows.map(toUpload);
  }

  /** The last upload of the window; nothing when the window reaches to the end. */
  private async endOfWindow(
    tx: Tx,
    { workspaceId }: Tenant,
    { filter, place, width }: { filter: UploadFilter; place: Pick<PageRequest, 'after' | 'direction'>; width: number },
  ): Promise<string | undefined> {
    const where = { workspaceId, id: { ...behind(place) }, AND: { id: { gte: oldestIdOf(filter) } } };
    const query = { where, select: { id: true }, orderBy: { id: inOrder(place) }, skip: width - 1 };
    return (await tx.upload.findFirst(query))?.id;
  }

  /** One statement, which binds itself to the workspace of each before it reads it. */
  private async read(named: Named[]): Promise<(Upload | null)[]> {
    const values = [
      named.map(({ organizationId }) => organizationId),
      named.map(({ workspaceId }) => workspaceId),
      named.map(({ id }) => id),
    ];
    const { rows } = await this.database.pool.query<UploadColumns>({ ...statements.inWorkspaces, values });
    return rows.map(uploadOfColumns);
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
