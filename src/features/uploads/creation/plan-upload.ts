import { type Actor, actorId } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { mayUseBucket } from '../../../shared/rights.js';
import { type Bucket, keyFrom, planObject, policyFor, templateOf } from '../../buckets/index.js';
import { tierLimits } from '../../workspaces/index.js';
import type { AskedUpload } from '../domain/asked-upload.js';
import { propertyFromFilename } from '../domain/filename.js';
import type { NewUpload } from '../domain/new-upload.js';
import { guaranteesFor, requireMethod, type StoreAbilities } from '../domain/store-guarantees.js';
import { graceSeconds } from '../domain/upload-deadline.js';
import { methodFor, type UploadMethod } from '../domain/upload-method.js';
import { bytesToReserve, checkFields, checkPlace, checkSize } from '../domain/upload-policy.js';

/** Everything a new upload depends on besides what its caller declares. */
export interface Circumstances {
  actor: Actor;
  bucket: Bucket;
  store: StoreAbilities;
  scanner: { maxBytes: number | null };
  id: string;
  at: Date;
}

/** The whole decision about a new upload: the row to insert, and what else its creation has to respect. */
export interface UploadPlan {
  upload: NewUpload;
  bucket: Bucket;
  /** The key that no other object of the bucket may have; `null`: none. */
  uniqueKeyHash: string | null;
}

/**
 * Decides a new upload at once: place, fields, method, guarantees, limits, bytes to reserve, deadline and key. Pure; it
 * refuses what none of the later steps could allow. Parts follow from method and size (domain/multipart-plan).
 */
export function planUpload(asked: AskedUpload, circumstances: Circumstances): UploadPlan {
  const { actor, bucket, store, id } = circumstances;
  const { organizationId, workspaceId } = actor;
  const { fileSizeBytes: size } = asked;
  if (!mayUseBucket(actor, bucket.id)) throw Errors.notFound('Bucket');
  checkFields(asked);
  checkSize(size, {
    tier: actor.tier,
    maxFileBytes: tierLimits[actor.tier].maxFileBytes,
    quotaBytes: actor.quotaBytes,
  });
  checkPlace(asked, bucket, actor.uploadToken);
  const { uniqueKeyHash, blobProperty, blobType } = placeInObject(asked, bucket);
  const method = methodFor(asked, store.takesForms);
  requireMethod(store, method);
  const reservedBytes = reservation({ size, method, asked }, circumstances);
  const upload: NewUpload = {
    ...declaredBy(asked),
    ...{ id, organizationId, workspaceId, bucketId: bucket.id, method, reservedBytes, blobProperty, blobType },
    guarantees: guaranteesFor({ method, size, guarantees: asked.guarantees }, store),
    key: plannedKey(asked, circumstances),
    documentId: asked.documentId ?? null,
    uploadTokenId: actor.uploadToken?.id ?? null,
    contentMd5: asked.contentMd5 ?? null,
    contentDisposition: asked.contentDisposition ?? null,
    createdBy: actorId(actor),
    graceSeconds: graceSeconds(reservedBytes),
  };
  return { upload, bucket, uniqueKeyHash };
}

/** Where the bytes will be once they are admitted. */
function plannedKey(
  { keyTemplate, documentId, filename }: AskedUpload,
  { actor, bucket, id, at }: Circumstances,
): string {
  const { workspaceId } = actor;
  const ids = { workspaceId, uploadId: id, documentId, createdBy: actorId(actor) };
  return keyFrom(keyTemplate ?? templateOf(bucket), { ...ids, bucket, filename, at });
}

function placeInObject(asked: AskedUpload, { schema }: Bucket) {
  const { contentType, blobType, objectMetadata: metadata = null } = asked;
  const makesObject = asked.createObjectOnConfirm ?? true;
  const property = asked.blobProperty ?? propertyFromFilename(asked.filename);
  const isPropertyNamed = asked.blobProperty !== undefined;
  const plan = planObject(schema, { contentType, blobType, metadata, makesObject, property, isPropertyNamed });
  return { uniqueKeyHash: plan.uniqueKeyHash, blobType: plan.blobType, blobProperty: property };
}

/** A size that the scanner cannot take is refused before it is sent, unless the bucket accepts unscanned files. */
function reservation(
  file: { size?: number; method: UploadMethod; asked: AskedUpload },
  { actor, bucket, scanner }: Circumstances,
): number {
  const scannable = policyFor(bucket, 'too_large') === 'reject' ? scanner.maxBytes : null;
  const others = narrowerLimits(file.asked, actor);
  return bytesToReserve(file, { tier: tierLimits[actor.tier].maxFileBytes, scanner: scannable, others }, bucket);
}

/** The limits of the caller's token and of the API that the request came through. */
function narrowerLimits({ limits }: AskedUpload, { uploadToken }: Actor): [number, string][] {
  return [
    ...(uploadToken ? ([[uploadToken.maxFileBytes, 'the upload token']] as [number, string][]) : []),
    ...(limits?.maxBytes === undefined ? [] : ([[limits.maxBytes, limits.name]] as [number, string][])),
  ];
}

/** What the caller declares, with the documented defaults of the API. */
function declaredBy(asked: AskedUpload) {
  return {
    filename: asked.filename,
    contentType: asked.contentType,
    metadata: asked.metadata ?? {},
    objectMetadata: asked.objectMetadata ?? null,
    createObjectOnConfirm: asked.createObjectOnConfirm ?? true,
    skipDuplicates: asked.skipDuplicates ?? true,
    declaredSize: asked.fileSizeBytes ?? null,
    declaredHash: asked.fileHash?.toLowerCase() ?? null,
    urlExpiresInSeconds: asked.presignedUrlExpiration ?? 3600,
  };
}
