import type { Tx } from '../../../platform/prisma/database.js';
import type { Upload } from '../domain/upload.js';

/** The upload has ended: its parts are deleted or have become one object. */
export async function forgetParts(tx: Tx, { id, workspaceId }: Pick<Upload, 'id' | 'workspaceId'>): Promise<void> {
  await tx.$executeRaw`DELETE FROM tus_parts WHERE upload_id = ${id} AND workspace_id = ${workspaceId}`;
}
