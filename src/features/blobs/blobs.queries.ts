import { Prisma } from '../../generated/prisma/client.js';
import type { Tx } from '../../platform/prisma/database.js';

/** The blob of an upload, as every read of the upload brings it along. */
export const withBlob = {
  select: {
    ...{ id: true, key: true, sha256: true, size: true, detectedType: true },
    ...{ state: true, quarantineReason: true, generation: true },
  },
} satisfies Prisma.BlobDefaultArgs;

/** Where the bytes of a blob are, and in which version. */
export const withBytes = {
  select: { id: true, key: true, etag: true, size: true, generation: true },
} satisfies Prisma.BlobDefaultArgs;

/** The readable contents of a workspace that have these hashes. */
export function liveBlobs(
  tx: Tx,
  workspaceId: string,
  hashes: string[],
): Promise<{ id: string; generation: number }[]> {
  const where = { workspaceId, sha256: { in: hashes }, state: 'live' as const };
  return tx.blob.findMany({ where, select: { id: true, generation: true } });
}

/** Whether an upload that was admitted in this generation may read its blob: columns of a statement of the upload's owner. */
export const hasLiveBlob = (blobId: Prisma.Sql, generation: Prisma.Sql) => Prisma.sql`
  EXISTS (SELECT FROM blobs WHERE blobs.id = ${blobId} AND blobs.generation = ${generation} AND blobs.state = 'live')`;
