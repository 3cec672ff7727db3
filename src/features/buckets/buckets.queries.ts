import { Prisma } from '../../generated/prisma/client.js';
import type { Tx } from '../../platform/prisma/database.js';
import type { BucketSchema } from './domain/bucket-schema.js';

/** The bucket of a record, as every read of the record brings it along. */
export const withBucketName = { select: { name: true } } satisfies Prisma.BucketDefaultArgs;

/** The id of the bucket with this name. */
export function bucketIdNamed(workspaceId: string, name: string): Prisma.Sql {
  return Prisma.sql`(SELECT b.id FROM buckets b WHERE b.workspace_id = ${workspaceId} AND b.name = ${name})`;
}

/** How many days the bucket of a row keeps its files, of a table with `workspace_id` and `bucket_id`; NULL: for good. */
export function retentionDaysOf(table: 'uploads'): Prisma.Sql {
  const row = Prisma.raw(table);
  return Prisma.sql`(SELECT b.retention_days FROM buckets b
    WHERE b.workspace_id = ${row}.workspace_id AND b.id = ${row}.bucket_id)`;
}

/** The next bucket, by id, whose files end by their age. */
export async function nextBucketWithRetention(
  tx: Pick<Tx, 'bucket'>,
  from: string | undefined,
): Promise<{ id: string; workspaceId: string; retentionDays: number } | null> {
  const where = { retentionDays: { not: null }, id: { gte: from } };
  const select = { id: true, workspaceId: true, retentionDays: true } as const;
  const bucket = await tx.bucket.findFirst({ where, select, orderBy: { id: 'asc' } });
  return bucket && { ...bucket, retentionDays: bucket.retentionDays! };
}

/** A bucket's schema as it is now, and its version: SQL functions compare it with the schema of a later moment. */
export async function versionedSchemaOf(
  tx: Tx,
  { workspaceId, bucketId }: { workspaceId: string; bucketId: string },
): Promise<{ schema: BucketSchema | null; version: string | null }> {
  const [found] = await tx.$queryRaw<{ schema: BucketSchema | null; version: string | null }[]>`
    SELECT schema, md5(schema::text) AS version FROM buckets WHERE id = ${bucketId} AND workspace_id = ${workspaceId}`;
  return found ?? { schema: null, version: null };
}
