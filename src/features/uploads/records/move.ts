import type { Prisma } from '../../../generated/prisma/client.js';
import type { UploadEvent } from '../domain/upload-states.js';
import type { Upload } from '../domain/upload.js';

/** One move of an upload by the table of states. */
export interface Move {
  id: string;
  workspaceId: string;
  event: UploadEvent;
  /** The caller or the part of the service that moved it, for the timeline. */
  actor: string;
  /** Only if this lease still owns the upload. */
  leaseToken?: string;
  /** Only if this holds of the row at the moment of the move: a sweep read it earlier. */
  only?: Prisma.Sql;
  detail?: string;
  /** What subscribers of the event need beyond the upload itself. */
  data?: Prisma.InputJsonObject;
  changes?: MoveChanges;
}

/** The plan of a streamed upload is final when its bytes have arrived. */
type Planned = 'bucketId' | 'key' | 'filename' | 'contentType' | 'blobProperty' | 'blobType';

type Arrived =
  | ('declaredSize' | 'declaredHash' | 'reservedBytes' | 'multipartId' | 'partsDigest')
  | ('etag' | 'confirmedAt' | 'confirmedByClient');

type Found = 'size' | 'detectedType' | 'typeProof' | 'verdict' | 'verdictCause' | 'scannerVersion' | 'verifiedAt';

type Ended = 'statusReason' | 'completedAt' | 'duplicateOfUploadId' | 'objectId';

/** What a move may set beside the status; the SQL function move_upload refuses anything else. */
export type MoveChanges = Partial<
  Pick<Upload, Planned | Arrived | Found | Ended> & { nextCheckAt: Date; blobId: string | null; blobGeneration: number }
>;
