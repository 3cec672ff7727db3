import { Prisma } from '../../../generated/prisma/client.js';
import { hasLiveBlob } from '../../blobs/index.js';

/** The status of an upload, for reads of records that refer to it. */
export const withUploadStatus = { select: { status: true } } satisfies Prisma.UploadDefaultArgs;

/** The row of an upload, for SQL functions that take one. */
export const uploadRow = (id: string, workspaceId: string) => Prisma.sql`
  (SELECT u FROM uploads u WHERE u.id = ${id} AND u.workspace_id = ${workspaceId})`;

/** Whether the bytes of an upload may be read at this moment: its id is a column of the statement that asks. */
export const isReadableUpload = (uploadId: Prisma.Sql) => Prisma.sql`
  EXISTS (SELECT FROM uploads WHERE uploads.id = ${uploadId} AND uploads.status = 'AVAILABLE'
    AND ${hasLiveBlob(Prisma.sql`uploads.blob_id`, Prisma.sql`uploads.blob_generation`)})`;
