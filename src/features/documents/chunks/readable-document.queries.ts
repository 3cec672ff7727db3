import { Prisma } from '../../../generated/prisma/client.js';
import { isReadableUpload } from '../../uploads/index.js';

/** Whether the text of the document `d` of the statement may be shown at this moment. */
export const isReadableDocument = Prisma.sql`
  d.status = 'SUCCESS' AND d.deleted_at IS NULL AND ${isReadableUpload(Prisma.sql`d.upload_id`)}`;
