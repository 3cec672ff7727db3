import { Injectable } from '@nestjs/common';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { type Actor, actorId } from '../../../shared/actor.js';
import { newId } from '../../../shared/ids.js';
import { type Bucket, policyFor } from '../../buckets/index.js';
import { tierLimits } from '../../workspaces/index.js';
import type { IssuedUpload } from './issued-upload.js';
import type { PreparedUpload } from './prepared-upload.js';
import type { NewUpload } from './create-upload.repository.js';
import { plannedKey } from '../domain/object-key.js';
import { graceSeconds } from '../domain/upload-deadline.js';
import type { UploadMethod } from '../domain/upload-method.js';
import { bytesToReserve } from '../domain/upload-policy.js';
import type { Upload } from '../domain/upload.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import type { Placement } from './upload-placement.js';
import { type SignedUpload, UploadUrlsService } from '../signing/upload-urls.service.js';

/** What a client asked for, or a method that no client may ask for. */
export type PlannedInput = Omit<CreateUploadInput, 'method'> & { method?: UploadMethod };

/** Turns what was asked for into the record to insert, and the record into what is answered. Needs no database. */
@Injectable()
export class UploadPlanner {
  constructor(
    private readonly urls: UploadUrlsService,
    private readonly scanner: MalwareScanner,
  ) {}

  plan(actor: Actor, place: Placement, input: PlannedInput, id = newId('upl')): NewUpload {
    const size = input.fileSizeBytes;
    const method = this.urls.methodFor(input);
    const limit = { tier: tierLimits[actor.tier].maxFileBytes, scanner: this.scannable(place.bucket) };
    const reservedBytes = bytesToReserve({ size, method }, limit, place.bucket);
    const { organizationId, workspaceId } = actor;
    const { blobProperty, blobType } = place;
    const { id: bucketId, keyStrategy: strategy, keyPrefix: prefix } = place.bucket;
    const { filename } = input;
    const declared = declaredBy(input);
    return {
      ...declared,
      ...{ blobProperty, blobType },
      ...{ id, organizationId, workspaceId, bucketId, reservedBytes, method },
      guarantees: this.urls.guaranteesFor(method, input.guarantees ?? [], declared.declaredSize),
      key: plannedKey({ workspaceId, bucketId, uploadId: id, strategy, prefix, filename, at: new Date() }),
      createdBy: actorId(actor),
      graceSeconds: graceSeconds(reservedBytes),
    };
  }

  /** What the scanner cannot take is refused before it is sent, unless the bucket takes it all the same. */
  private scannable(bucket: Bucket): number | null {
    return policyFor(bucket, 'too_large') === 'reject' ? this.scanner.maxBytes : null;
  }

  /** `null` for an upload in parts, whose parts are signed when they are asked for. */
  sign(planned: NewUpload): SignedUpload | null {
    return this.urls.sign(planned);
  }

  /** What a file is answered for which no upload needs to be made; `undefined` for all others. */
  answerWithout({ planned, bucket, skippedFor, original }: PreparedUpload): IssuedUpload | undefined {
    if (original) return { upload: original, signed: null, isDuplicate: true };
    if (skippedFor === undefined) return undefined;
    return { upload: this.record({ planned, bucket }, new Date()), signed: null, skippedFor };
  }

  /** The record as the database now has it: what the caller is answered needs no second query. */
  record({ planned, bucket }: PreparedUpload, createdAt: Date): Upload {
    const { graceSeconds: grace, ...asked } = planned;
    const urlExpiresAt = new Date(createdAt.getTime() + asked.urlExpiresInSeconds * 1000);
    const deadlineAt = new Date(urlExpiresAt.getTime() + grace * 1000);
    return { ...asked, ...unborn, bucketName: bucket.name, createdAt, urlExpiresAt, deadlineAt };
  }
}

/** An upload of which nothing has arrived. */
const unborn = {
  status: 'PENDING',
  ...{ statusReason: null, confirmedAt: null, completedAt: null, verifiedAt: null, etag: null, size: null },
  ...{
    detectedType: null,
    typeProof: null,
    maxImageBytes: null,
    verdict: null,
    verdictCause: null,
    scannerVersion: null,
    blob: null,
  },
  ...{ duplicateOfUploadId: null, objectId: null, multipartId: null, leaseToken: null },
  ...{ confirmedByClient: false, attempts: 0 },
} as const;

/** What the contract says where the caller says nothing. */
const defaults = {
  metadata: {},
  objectMetadata: null,
  createObjectOnConfirm: true,
  skipDuplicates: true,
  presignedUrlExpiration: 3600,
};

function declaredBy(input: PlannedInput) {
  const asked = { ...defaults, ...input };
  const { filename, contentType, metadata, objectMetadata, createObjectOnConfirm, skipDuplicates } = asked;
  return {
    ...{ filename, contentType, metadata, objectMetadata, createObjectOnConfirm, skipDuplicates },
    declaredSize: asked.fileSizeBytes ?? null,
    declaredHash: asked.fileHash?.toLowerCase() ?? null,
    urlExpiresInSeconds: asked.presignedUrlExpiration,
  };
}
