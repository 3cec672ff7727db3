import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { type Bucket as BucketRow, Prisma } from '../../generated/prisma/client.js';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { behind, inOrder } from '../../platform/prisma/list-order.js';
import { orHeld, orTaken } from '../../platform/prisma/refusals.js';
import type { Tenant } from '../../shared/actor.js';
import type { PageRequest } from '../../shared/page.js';
import type { RecordAct } from '../audit/index.js';
import type { BucketContent } from './bucket-content.js';
import type { Bucket, BucketSettings } from './domain/bucket.js';
import type { BucketSchema } from './domain/bucket-schema.js';

export interface BucketFilter {
  status?: Bucket['status'];
}

export type NewBucket = BucketSettings & { id: string };

const orNameTaken = orTaken('A bucket of this workspace has this name already. Choose another.');

function toBucket({ schema, maxFileSize, unscannableExceptions, ...same }: BucketRow): Bucket {
  return {
    ...same,
    unscannableExceptions: (unscannableExceptions ?? {}) as Bucket['unscannableExceptions'],
    schema: schema as unknown as BucketSchema | null,
    maxFileSize: maxFileSize === null ? null : Number(maxFileSize),
  };
}

/** A bucket by id or name, of one workspace. */
interface Asked {
  tenant: Tenant;
  idOrName: string;
}

const MAX_TOGETHER = 100;

/** The function sets the workspace of each row anew: row-level security holds for each. */
const findStatement = {
  name: 'find_buckets',
  text: `SELECT n::int, id, organization_id AS "organizationId", workspace_id AS "workspaceId", name, description, status, schema,
    allowed_content_types AS "allowedContentTypes", max_file_size AS "maxFileSize", key_strategy AS "keyStrategy",
    key_prefix AS "keyPrefix", key_template AS "keyTemplate", unscannable_policy AS "unscannablePolicy",
    unscannable_exceptions AS "unscannableExceptions", type_policy AS "typePolicy", retention_days AS "retentionDays",
    created_at AS "createdAt"
    FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS asked (organization, workspace, reference, n),
      LATERAL find_bucket(asked.organization, asked.workspace, asked.reference)`,
};

function toRow({ schema, ...same }: BucketSettings) {
  return { ...same, schema: schema === null ? Prisma.DbNull : (schema as unknown as Prisma.InputJsonObject) };
}

/** The table of buckets, each statement bound to one workspace. */
@Injectable()
export class BucketsRepository {
  private readonly asked = new DataLoader<Asked, Bucket | null>((asked) => this.findEach(asked), {
    cache: false,
    maxBatchSize: MAX_TOGETHER,
  });

  constructor(private readonly database: Database) {}

  /** By id or name. Every create may need it: buckets that are looked up at the same moment share a named statement. */
  find(tenant: Tenant, idOrName: string): Promise<Bucket | null> {
    return this.asked.load({ tenant, idOrName });
  }

  private async findEach(asked: readonly Asked[]): Promise<(Bucket | null)[]> {
    const values = [
      asked.map(({ tenant }) => tenant.organizationId),
      asked.map(({ tenant }) => tenant.workspaceId),
      asked.map(({ idOrName }) => idOrName),
    ];
    const { rows } = await this.database.pool.query<BucketRow & { n: number }>({ ...findStatement, values });
    const found = new Map(rows.map(({ n, ...row }) => [n, toBucket(row)]));
    return asked.map((_, place) => found.get(place + 1) ?? null);
  }

  async list(tenant: Tenant, { status }: BucketFilter, page: PageRequest): Promise<Bucket[]> {
    const { organizationId, workspaceId } = tenant;
    const where = { organizationId, workspaceId, status, id: behind(page) };
    const query = { where, orderBy: { id: inOrder(page) }, take: page.limit + 1 };
    return (await this.database.tenant(tenant, (tx) => tx.bucket.findMany(query))).map(toBucket);
  }

  async create(tenant: Tenant, { id, ...settings }: NewBucket, record: RecordAct): Promise<Bucket> {
    const { organizationId, workspaceId } = tenant;
    const data = { id, organizationId, workspaceId, ...toRow(settings) };
    const work = async (tx: Tx) => {
      await noteMade(tx, { id: data.id });
      const row = await tx.bucket.create({ data });
      await record(tx);
      return row;
    };
    return toBucket(await this.database.tenant(tenant, work).catch(orNameTaken));
  }

  /**
   * Applies `change` to the settings as they are now, the row locked: of two changes at once neither is lost. `null`: the
   * bucket is gone.
   */
  async update(
    tenant: Tenant,
    id: string,
    change: (settings: Bucket) => BucketSettings,
    record: RecordAct,
  ): Promise<Bucket | null> {
    const { workspaceId } = tenant;
    const work = async (tx: Tx) => {
      await this.lock(tx, tenant, id);
      const row = await tx.bucket.findFirst({ where: { id, workspaceId } });
      if (!row) return null;
      const data = toRow(change(toBucket(row)));
      await record(tx);
      return toBucket(await tx.bucket.update({ where: { id }, data }));
    };
    return this.database.tenant(tenant, work).catch(orNameTaken);
  }

  /** `false`: it holds files, or records that may become files. Records that have ended go with it. */
  async remove(tenant: Tenant, id: string, content: BucketContent, record: RecordAct): Promise<boolean> {
    const { organizationId, workspaceId } = tenant;
    const place = { organizationId, workspaceId, bucketId: id };
    if (await this.database.tenant(tenant, (tx) => content.holdsFiles(tx, place))) return false;
    await content.deleteEnded(place);
    const work = async (tx: Tx) => {
      await this.lock(tx, tenant, id);
      if (await content.holdsFiles(tx, place)) return false;
      await content.deleteRest(tx, place);
      if ((await tx.bucket.deleteMany({ where: { id, workspaceId } })).count) await record(tx);
      return true;
    };
    return this.database.tenant(tenant, work).catch(orHeld('Files are arriving in the bucket. Try again.'));
  }

  /** No upload can be created in a bucket whose row is locked. */
  private lock(tx: Tx, { workspaceId }: Tenant, id: string): Promise<unknown[]> {
    return tx.$queryRaw`SELECT 1 FROM buckets WHERE id = ${id} AND workspace_id = ${workspaceId} FOR UPDATE`;
  }
}
