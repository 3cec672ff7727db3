import type { Tenant } from '../../../shared/actor.js';
import type { DocumentRecord } from '../../documents/index.js';
import type { Upload } from '../../uploads/index.js';
import type { Resources } from '../payload.js';

/** No record has these ids. */
export const sampleIds = {
  upload: 'upl_0000000000000000',
  document: 'doc_0000000000000000',
  object: 'obj_0000000000000000',
  notification: 'ntf_0000000000000000',
  bucket: 'bkt_0000000000000000',
  user: 'usr_0000000000000000',
};

const SIZE = 48_213;
const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** A file, its object and its document, as they are once all is well: what test events show. */
export function sampleResources({ organizationId, workspaceId }: Tenant, at: Date): Resources {
  const owned = { organizationId, workspaceId, createdBy: sampleIds.user, createdAt: at };
  const upload = sampleUpload(owned);
  const parts = [{ property: 'report', type: 'PDF', uploadId: upload.id, isReadable: true }];
  const object = { id: sampleIds.object, bucketId: sampleIds.bucket, metadata: {}, parts, ...owned };
  const document = sampleDocument(owned, upload);
  return {
    uploads: new Map([[upload.id, upload]]),
    objects: new Map([[object.id, object]]),
    documents: new Map([[document.id, document]]),
  };
}

type Owned = Pick<Upload, 'organizationId' | 'workspaceId' | 'createdBy' | 'createdAt'>;

const sampleUpload = (owned: Owned): Upload => ({
  ...owned,
  ...{ id: sampleIds.upload, bucketId: sampleIds.bucket, bucketName: 'assets', documentId: null, objectId: null },
  ...{ status: 'AVAILABLE', statusReason: null, verdict: 'clean', verdictCause: null, scannerVersion: null },
  ...{ filename: 'report.pdf', contentType: 'application/pdf', detectedType: 'application/pdf', typeProof: 'proven' },
  ...{ declaredSize: SIZE, size: SIZE, reservedBytes: 0, declaredHash: null, contentMd5: null, etag: null },
  ...{
    method: 'PUT',
    guarantees: ['length', 'type'],
    key: `${owned.workspaceId}/${sampleIds.bucket}/${sampleIds.upload}`,
  },
  ...{ metadata: {}, objectMetadata: null, blobProperty: 'report', blobType: 'PDF', contentDisposition: null },
  ...{ createObjectOnConfirm: true, skipDuplicates: true, duplicateOfUploadId: null, maxImageBytes: null },
  ...{ urlExpiresInSeconds: 3600, urlExpiresAt: owned.createdAt, deadlineAt: owned.createdAt },
  ...{
    confirmedAt: owned.createdAt,
    confirmedByClient: true,
    completedAt: owned.createdAt,
    verifiedAt: owned.createdAt,
  },
  ...{ uploadTokenId: null, partsDigest: null, multipartId: null, leaseToken: null, attempts: 1 },
  blob: {
    id: 'blb_0000000000000000',
    key: '',
    sha256: SHA256,
    size: SIZE,
    detectedType: 'application/pdf',
    state: 'live',
  },
});

const sampleDocument = (owned: Owned, upload: Upload): DocumentRecord => ({
  ...owned,
  ...{ id: sampleIds.document, uploadId: upload.id, upload, name: 'report', description: null, metadata: {} },
  ...{ knowledgeBaseIds: [], language: 'english', updatedAt: owned.createdAt },
  ...{ startedAt: owned.createdAt, finishedAt: owned.createdAt },
  ...{ status: 'SUCCESS', stage: 'finished', progress: 1, errorCode: null, errorMessage: null, chunkCount: 12 },
});
