import type { Tx } from '../../src/platform/prisma/database.js';

interface Settled {
  organizationId: string;
  workspaceId: string;
  bucketId: string;
  usedBytes: number;
  reservedBytes: number;
}

/** As the end of an admission does it: what an upload had reserved becomes what it uses. */
export async function settleUsage(tx: Tx, file: Settled): Promise<void> {
  const { organizationId, workspaceId, bucketId, usedBytes, reservedBytes } = file;
  await tx.$executeRaw`SELECT count_files(${workspaceId}, ARRAY[${bucketId}], ARRAY[${usedBytes}::bigint])`;
  await tx.$executeRaw`SELECT settle_usage(${organizationId}, 1, ${reservedBytes}::bigint, ${usedBytes}::bigint)`;
}
