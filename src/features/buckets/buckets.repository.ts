import { Injectable } from '@nestjs/common';
import { type Bucket as BucketRow, Prisma } from '../../generated/prisma/client.js';
import { noteMade } from '../../platform/idempotency/held-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { orHeld, orTaken } from '../../platform/prisma/refusals.js';
import type { Tenant } from '../../shared/actor.js';
import { newId } from '../../shared/ids.js';
import type { PageRequest } from '../../shared/page.js';
import type { Bucket, BucketSettings } from './domain/bucket.js';
import type { BucketSchema } from './domain/bucket-schema.js';

export interface BucketFilter {
  status?: Bucket['status'];
}

/** Records deleted by one transaction. */
const BATCH = 500;

/** The statuses of uploads that hold no bytes and will never be files. */
const ENDED = ['REJECTED', 'EXPIRED', 'CANCELED', 'DELETED'] as const;

const orNameTaken = orTaken('A bucket of this workspace has this name already. Choose another.');

function toBucket({ schema, maxFileSize, unscannableExceptions, ...same }: BucketRow): Bucket {
  return {
    ...same,
    unscannableExceptions: (unscannableExceptions ?? {}) as Bucket['unscannableExceptions'],
    schema: schema as unknown as BucketSchema | null,
    maxFileSize: maxFileSize === null ? null : Number(maxFileSize),
  };
}

const findStatement = {
  name: 'find_bucket',
  text: `SELECT id, organization_id AS "organizationId", workspace_id AS "workspaceId", name, description, status, schema,
    allowed_content_types AS "allowedContentTypes", max_file_size AS "maxFileSize", key_strategy AS "keyStrategy",
    key_prefix AS "keyPrefix", unscannable_policy AS "unscannablePolicy",
    unscannable_exceptions AS "unscannableExceptions", type_policy AS "typePolicy", retention_days AS "retentionDays",
    created_at AS "createdAt" FROM find_bucket($1, $2, $3)`,
};

function toRow({ schema, ...same }: BucketSettings) {
  return { ...same, schema: schema === null ? Prisma.DbNull : (schema as unknown as Prisma.InputJsonObject) };
}

/** The table of buckets, each statement bound to one workspace. */
@Injectable()
export class BucketsRepository {
  constructor(private readonly database: Database) {}

  /** By id or name. Every create may need it, so it is one named statement and one round trip. */
  async find({ organizationId, workspaceId }: Tenant, idOrName: string): Promise<Bucket | null> {
    const values = [organizationId, workspaceId, idOrName];
    const { rows } = await this.database.pool.query<BucketRow>({ ...findStatement, values });
    return rows[0] ? toBucket(rows[0]) : null;
  }

  async list(tenant: Tenant, { status }: BucketFilter, { limit, after }: PageRequest): Promise<Bucket[]> {
    const { organizationId, workspaceId } = tenant;
    const where = { organizationId, workspaceId, status, id: after ? { lt: after } : undefined };
    const query = { where, orderBy: { id: 'desc' as const }, take: limit + 1 };
    return (await this.database.tenant(tenant, (tx) => tx.bucket.findMany(query))).map(toBucket);
  }

  async create(tenant: Tenant, settings: BucketSettings): Promise<Bucket> {
    const { organizationId, workspaceId } = tenant;
    const data = { id: newId('bkt'), organizationId, workspaceId, ...toRow(settings) };
    const work = async (tx: Tx) => {
      await noteMade(tx, { id: data.id });
      return tx.bucket.create({ data });
    };
    return toBucket(await this.database.tenant(tenant, work).catch(orNameTaken));
  }

  /**
   * Changes the settings to what `change` makes of those that are there now, its row held: of two changes at once
   * neither is lost. `null`: it is gone.
   */
  async update(tenant: Tenant, id: string, change: (settings: Bucket) => BucketSettings): Promise<Bucket | null> {
    const { workspaceId } = tenant;
    const work = async (tx: Tx) => {
      await this.hold(tx, tenant, id);
      const row = await tx.bucket.findFirst({ where: { id, workspaceId } });
      if (!row) return null;
      return toBucket(await tx.bucket.update({ where: { id }, data: toRow(change(toBucket(row))) }));
    };
    return this.database.tenant(tenant, work).catch(orNameTaken);
  }

  /** `false`: it holds files, or uploads that may become files. Records of ended uploads and their timelines go with it. */
  async remove(tenant: Tenant, id: string): Promise<boolean> {
    if (await this.database.tenant(tenant, (tx) => this.holdsFiles(tx, tenant, id))) return false;
    await this.forgetEnded(tenant, id);
    const work = async (tx: Tx) => {
      await this.hold(tx, tenant, id);
      if (await this.holdsFiles(tx, tenant, id)) return false;
      await tx.upload.deleteMany({ where: { workspaceId: tenant.workspaceId, bucketId: id } });
      await tx.bucket.deleteMany({ where: { id, workspaceId: tenant.workspaceId } });
      return true;
    };
    return this.database.tenant(tenant, work).catch(orHeld('Files are arriving in the bucket. Try again.'));
  }

  private async holdsFiles(tx: Tx, { workspaceId }: Tenant, bucketId: string): Promise<boolean> {
    const holds = { OR: [{ status: { notIn: [...ENDED] } }, { blobId: { not: null } }] };
    return (await tx.upload.findFirst({ where: { workspaceId, bucketId, ...holds }, select: { id: true } })) !== null;
  }

  /** In batches: a bucket that was used for years has more of them than one transaction should delete. */
  private async forgetEnded(tenant: Tenant, bucketId: string): Promise<void> {
    const { workspaceId } = tenant;
    let gone: { id: string }[] = [];
    do {
      const after = gone.reduce((last, { id }) => (id > last ? id : last), '');
      gone = await this.database.tenant(
        tenant,
        (tx) => tx.$queryRaw<{ id: string }[]>`
          DELETE FROM uploads WHERE id IN (
            SELECT id FROM uploads WHERE workspace_id = ${workspaceId} AND bucket_id = ${bucketId} AND id > ${after}
              AND status::text = ANY(${[...ENDED]}) AND blob_id IS NULL ORDER BY id LIMIT ${BATCH})
          RETURNING id`,
      );
    } while (gone.length > 0);
  }

  /** No upload can be made in a bucket whose row is held. */
  private hold(tx: Tx, { workspaceId }: Tenant, id: string): Promise<unknown[]> {
    return tx.$queryRaw`SELECT 1 FROM buckets WHERE id = ${id} AND workspace_id = ${workspaceId} FOR UPDATE`;
  }
}
