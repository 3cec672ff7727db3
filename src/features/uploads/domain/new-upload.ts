import type { Upload } from './upload.js';

/** An upload as it is planned, before the database gives it its times. */
export type NewUpload = Pick<
  Upload,
  | 'id'
  | 'organizationId'
  | 'workspaceId'
  | 'bucketId'
  | 'filename'
  | 'contentType'
  | 'declaredSize'
  | 'declaredHash'
  | 'reservedBytes'
  | 'method'
  | 'guarantees'
  | 'key'
  | 'metadata'
  | 'objectMetadata'
  | 'blobProperty'
  | 'blobType'
  | 'createObjectOnConfirm'
  | 'skipDuplicates'
  | 'createdBy'
  | 'documentId'
  | 'urlExpiresInSeconds'
  | 'uploadTokenId'
  | 'contentMd5'
  | 'contentDisposition'
> & { graceSeconds: number };

/** The values of a new row that no plan sets, as the table declares them. */
const newUploadDefaults = {
  status: 'PENDING',
  ...{ statusReason: null, confirmedAt: null, completedAt: null, verifiedAt: null, etag: null, size: null },
  ...{ detectedType: null, typeProof: null, maxImageBytes: null, blob: null },
  ...{ verdict: null, verdictCause: null, scannerVersion: null },
  ...{ duplicateOfUploadId: null, objectId: null, multipartId: null, partsDigest: null, leaseToken: null },
  ...{ confirmedByClient: false, attempts: 0 },
} as const;

/** The record as the insert stored it, so that a create answers without reading it back. */
export function createdUpload(planned: NewUpload, bucketName: string, createdAt: Date): Upload {
  const { graceSeconds, ...declared } = planned;
  const urlExpiresAt = new Date(createdAt.getTime() + declared.urlExpiresInSeconds * 1000);
  const deadlineAt = new Date(urlExpiresAt.getTime() + graceSeconds * 1000);
  return { ...declared, ...newUploadDefaults, bucketName, createdAt, urlExpiresAt, deadlineAt };
}
