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

/**
 * The record as the insert stored it, so that a create answers without reading it back. Every property is named: copies of
 * objects whose shape is not known cost more than the rest of the answer.
 */
export function createdUpload(planned: NewUpload, bucketName: string, createdAt: Date): Upload {
  const urlExpiresAt = new Date(createdAt.getTime() + planned.urlExpiresInSeconds * 1000);
  const deadlineAt = new Date(urlExpiresAt.getTime() + planned.graceSeconds * 1000);
  return {
    id: planned.id,
    organizationId: planned.organizationId,
    workspaceId: planned.workspaceId,
    bucketId: planned.bucketId,
    filename: planned.filename,
    contentType: planned.contentType,
    declaredSize: planned.declaredSize,
    declaredHash: planned.declaredHash,
    reservedBytes: planned.reservedBytes,
    method: planned.method,
    guarantees: planned.guarantees,
    key: planned.key,
    metadata: planned.metadata,
    objectMetadata: planned.objectMetadata,
    blobProperty: planned.blobProperty,
    blobType: planned.blobType,
    createObjectOnConfirm: planned.createObjectOnConfirm,
    skipDuplicates: planned.skipDuplicates,
    createdBy: planned.createdBy,
    documentId: planned.documentId,
    urlExpiresInSeconds: planned.urlExpiresInSeconds,
    uploadTokenId: planned.uploadTokenId,
    contentMd5: planned.contentMd5,
    contentDisposition: planned.contentDisposition,
    ...{ bucketName, createdAt, urlExpiresAt, deadlineAt },
    // What no plan sets, as the table declares it.
    ...{ status: 'PENDING', statusReason: null, confirmedAt: null, completedAt: null, verifiedAt: null, etag: null },
    ...{ size: null, detectedType: null, typeProof: null, maxImageBytes: null, blob: null },
    ...{ verdict: null, verdictCause: null, scannerVersion: null },
    ...{ duplicateOfUploadId: null, objectId: null, multipartId: null, partsDigest: null, leaseToken: null },
    ...{ confirmedByClient: false, attempts: 0 },
  };
}
