import type { TypeProof } from '../../../shared/media-types/type-proof.js';
import type { UploadMethod } from './upload-method.js';
import type { UploadStatus } from './upload-states.js';

/** The bytes an admitted upload stands for; shared by every upload of the workspace with the same content. */
export interface UploadBlob {
  id: string;
  key: string;
  sha256: string;
  size: number;
  /** The type that the bytes show; the served type is the upload's. */
  detectedType: string;
  /** Not readable while it is quarantined. */
  state: 'live' | 'quarantined';
}

/** One file's record: what was declared, what was found, and where it is in its life. Sizes are bytes. */
export interface Upload {
  id: string;
  organizationId: string;
  workspaceId: string;
  bucketId: string;
  bucketName: string;
  status: UploadStatus;
  statusReason: string | null;
  filename: string;
  contentType: string;
  declaredSize: number | null;
  declaredHash: string | null;
  reservedBytes: number;
  method: UploadMethod;
  guarantees: string[];
  /** The planned final key; once available, the blob's key is where the bytes are. */
  key: string;
  metadata: Record<string, unknown>;
  objectMetadata: Record<string, unknown> | null;
  blobProperty: string | null;
  blobType: string | null;
  createObjectOnConfirm: boolean;
  skipDuplicates: boolean;
  createdBy: string;
  createdAt: Date;
  urlExpiresInSeconds: number;
  urlExpiresAt: Date;
  deadlineAt: Date;
  confirmedAt: Date | null;
  /** A client waits for the result: its scan goes before those that no client confirmed. */
  confirmedByClient: boolean;
  completedAt: Date | null;
  verifiedAt: Date | null;
  etag: string | null;
  size: number | null;
  /** `application/octet-stream` unless proven; served as nothing else. */
  detectedType: string | null;
  /** What the declared type is worth, once the bytes were inspected. */
  typeProof: TypeProof | null;
  /** The most bytes it may have if it turns out to be a picture; `null`: any. */
  maxImageBytes: number | null;
  /** The scanner's verdict, for administrators. */
  verdict: string | null;
  /** The signature, or why it could not be scanned. */
  verdictCause: string | null;
  scannerVersion: string | null;
  duplicateOfUploadId: string | null;
  /** The object made from it, or the oldest that has it. */
  objectId: string | null;
  /** The document that was made with it, or of it. */
  documentId: string | null;
  /** The upload token that it was made with. */
  uploadTokenId: string | null;
  /** Base64, signed as Content-MD5. */
  contentMd5: string | null;
  /** Signed as Content-Disposition. */
  contentDisposition: string | null;
  /** SHA-256 of the list of parts that the client completed, where no plan says what they are. */
  partsDigest: string | null;
  /** The store’s session of parts, once one is open; its object exists only after completion. */
  multipartId: string | null;
  leaseToken: string | null;
  attempts: number;
  blob: UploadBlob | null;
}
