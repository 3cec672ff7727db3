import { Injectable } from '@nestjs/common';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { type Actor, actorId } from '../../../shared/actor.js';
import { newId } from '../../../shared/ids.js';
import { type Bucket, policyFor } from '../../buckets/index.js';
import { tierLimits } from '../../workspaces/index.js';
import type { NewUpload } from './create-upload.repository.js';
import type { IssuedUpload } from './issued-upload.js';
import { plannedKey } from '../domain/object-key.js';
import { graceSeconds } from '../domain/upload-deadline.js';
import { bytesToReserve } from '../domain/upload-policy.js';
import type { Upload } from '../domain/upload.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import type { Placement } from './upload-placement.js';
import { UploadUrlsService } from '../signing/upload-urls.service.js';

/** Turns what was asked for into the record to insert, and the record into what is answered. Needs no database. */
@Injectable()
export class UploadPlanner {
  constructor(
    private readonly urls: UploadUrlsService,
    private readonly scanner: MalwareScanner,
  ) {}

  plan(actor: Actor, place: Placement, input: CreateUploadInput, id = newId('upl')): NewUpload {
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

  /** The record as the database now has it, and its URL. */
  issue({ planned, bucket }: { planned: NewUpload; bucket: Bucket }, createdAt: Date): IssuedUpload {
    const upload = asCreated(planned, bucket, createdAt);
    return { upload, signed: this.urls.sign(upload) };
  }
}

/** What the contract says where the caller says nothing. */
const defaults = {
  metadata: {},
  objectMetadata: null,
  createObjectOnConfirm: true,
  skipDuplicates: true,
  presignedUrlExpiration: 3600,
};

function declaredBy(input: CreateUploadInput) {
  const asked = { ...defaults, ...input };
  const { filename, contentType, metadata, objectMetadata, createObjectOnConfirm, skipDuplicates } = asked;
  return {
    ...{ filename, contentType, metadata, objectMetadata, createObjectOnConfirm, skipDuplicates },
    declaredSize: asked.fileSizeBytes ?? null,
    declaredHash: asked.fileHash?.toLowerCase() ?? null,
    urlExpiresInSeconds: asked.presignedUrlExpiration,
  };
}

/** The record as the database now has it: what the caller is answered needs no second query. */
function asCreated({ graceSeconds: grace, ...planned }: NewUpload, bucket: Bucket, createdAt: Date): Upload {
  const urlExpiresAt = new Date(createdAt.getTime() + planned.urlExpiresInSeconds * 1000);
  const nothingYet = {
    statusReason: null,
    confirmedAt: null,
    completedAt: null,
    verifiedAt: null,
    etag: null,
    size: null,
  };
  return {
    ...planned,
    ...nothingYet,
    ...{
      detectedType: null,
      ...{ verdict: null, verdictCause: null, scannerVersion: null },
      duplicateOfUploadId: null,
      objectId: null,
      multipartId: null,
      leaseToken: null,
      confirmedByClient: false,
      attempts: 0,
      blob: null,
    },
    status: 'PENDING',
    bucketName: bucket.name,
    createdAt,
    urlExpiresAt,
    deadlineAt: new Date(urlExpiresAt.getTime() + grace * 1000),
  };
}
