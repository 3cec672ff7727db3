import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { type Actor, actorId } from '../../shared/actor.js';
import { newId } from '../../shared/ids.js';
import type { Bucket } from '../buckets/index.js';
import { tierLimits } from '../workspaces/index.js';
import { CreateUploadRepository, type NewUpload } from './create-upload.repository.js';
import { plannedKey } from './domain/object-key.js';
import { graceSeconds } from './domain/upload-deadline.js';
import { methodFor } from './domain/upload-method.js';
import { bytesToReserve, checkFields } from './domain/upload-policy.js';
import type { Upload, UploadMethod } from './domain/upload.js';
import type { CreateUploadInput } from './dto/create-upload.input.js';
import { type Placement, UploadPlacement } from './upload-placement.js';
import { type SignedUpload, UploadUrlsService } from './upload-urls.service.js';

export interface IssuedUpload {
  upload: Upload;
  /** `null` for an upload in parts, whose parts are signed when they are asked for; and when nothing was made. */
  signed: SignedUpload | null;
  /** The object that has the unique key already: nothing was made, and `upload` is only what was asked for. */
  skippedFor?: string;
}

/** The hot path: check everything that needs no database, then one statement, then a locally signed URL. */
@Injectable()
export class CreateUploadService {
  constructor(
    private readonly placement: UploadPlacement,
    private readonly uploads: CreateUploadRepository,
    private readonly urls: UploadUrlsService,
    private readonly config: Config,
    private readonly faults: FaultPoints,
  ) {}

  async create(actor: Actor, bucketIdOrName: string, input: CreateUploadInput): Promise<IssuedUpload> {
    checkFields(input);
    const place = await this.placement.find(actor, bucketIdOrName, input);
    const { bucket, skippedFor } = place;
    const size = input.fileSizeBytes;
    const method = methodFor(input.method, size);
    const reservedBytes = bytesToReserve({ size, method }, tierLimits[actor.tier].maxFileBytes, bucket);
    const planned = this.plan(actor, place, input, { method, reservedBytes });
    if (skippedFor !== undefined) return { upload: asCreated(planned, bucket, new Date()), signed: null, skippedFor };
    const createdAt = await this.uploads.insert(planned);
    this.faults.reached('upload.created');
    const upload = asCreated(planned, bucket, createdAt);
    return { upload, signed: this.urls.sign(upload) };
  }

  private plan(
    actor: Actor,
    place: Placement,
    input: CreateUploadInput,
    { method, reservedBytes }: { method: UploadMethod; reservedBytes: number },
  ): NewUpload {
    const id = newId('upl');
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
      pendingLimit: this.config.get('FILES_STAGING_MAX_PER_TENANT'),
    };
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
function asCreated(
  { graceSeconds: grace, pendingLimit: _, ...planned }: NewUpload,
  bucket: Bucket,
  createdAt: Date,
): Upload {
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
      duplicateOfUploadId: null,
      objectId: null,
      multipartId: null,
      leaseToken: null,
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
