import type { Prisma } from '../../../generated/prisma/client.js';

/** The status of an upload, for reads of records that refer to it. */
export const withUploadStatus = { select: { status: true } } satisfies Prisma.UploadDefaultArgs;
