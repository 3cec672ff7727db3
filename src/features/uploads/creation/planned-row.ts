import { compositeLiteral } from '../../../shared/composite-literal.js';
import type { NewUpload } from '../domain/new-upload.js';

/** The attributes of the composite type `planned_upload`, in its order. */
const columns = [
  ...['id', 'organizationId', 'workspaceId', 'bucketId', 'filename', 'contentType', 'declaredSize', 'declaredHash'],
  ...['reservedBytes', 'method', 'guarantees', 'key', 'metadata', 'objectMetadata', 'blobProperty', 'blobType'],
  ...['createObjectOnConfirm', 'skipDuplicates', 'createdBy', 'documentId', 'uploadTokenId', 'contentMd5'],
  ...['contentDisposition', 'urlExpiresInSeconds', 'graceSeconds'],
] as (keyof NewUpload)[];

/** An upload as a parameter of `create_planned_upload(s)`. */
export const plannedRow = (upload: NewUpload): string => compositeLiteral(columns.map((name) => upload[name] ?? null));
