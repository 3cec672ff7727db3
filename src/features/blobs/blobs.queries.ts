import type { Prisma } from '../../generated/prisma/client.js';
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
  select: { key: true, etag: true, size: true, generation: true },
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
