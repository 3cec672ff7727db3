import type { Tx } from '../../platform/prisma/database.js';

/** The readable blobs with these contents, with the generation that their uploads must have. */
export async function liveBlobs(
  tx: Tx,
  workspaceId: string,
  hashes: string[],
): Promise<{ id: string; generation: number }[]> {
  const where = { workspaceId, sha256: { in: hashes }, state: 'live' as const };
  return tx.blob.findMany({ where, select: { id: true, generation: true } });
}
