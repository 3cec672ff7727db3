import { Injectable } from '@nestjs/common';
import { type Actor, actorId } from '../../shared/actor.js';
import { type FieldError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { newId } from '../../shared/ids.js';
import { requireActOn } from '../../shared/rights.js';
import {
  type Bucket,
  BucketErrors,
  BucketsService,
  fileProblem,
  filePropertyType,
  fileTypeOf,
  metadataProblems,
  missingFiles,
  uniqueKeyHash,
} from '../buckets/index.js';
import { jsonProblem, type ObjectCandidate, UploadErrors } from '../uploads/index.js';
import { CreateObjectTransaction } from './create-object.transaction.js';
import { type AskedPart, askedParts } from './domain/object-parts.js';
import type { NewObject, StoredObject } from './domain/stored-object.js';
import type { CreateObjectInput } from './dto/object.input.js';
import { ObjectsRepository } from './objects.repository.js';

/** Makes one object of several confirmed uploads of a bucket. */
@Injectable()
export class CreateObjectService {
  constructor(
    private readonly buckets: BucketsService,
    private readonly creation: CreateObjectTransaction,
    private readonly objects: ObjectsRepository,
  ) {}

  async create(actor: Actor, bucketIdOrName: string, input: CreateObjectInput): Promise<StoredObject> {
    const asked = askedParts(input);
    const metadata = input.metadata ?? {};
    const tooLarge = jsonProblem(metadata);
    if (tooLarge) throw Errors.invalidField('metadata', tooLarge);
    const bucket = await this.buckets.get(actor, bucketIdOrName);
    if (bucket.status !== 'ACTIVE') throw UploadErrors.bucketInactive(bucket.name, bucket.status);
    const ids = [...new Set(asked.map(({ uploadId }) => uploadId))];
    const hash = uniqueKeyHash(bucket.schema, metadata);
    const id = await this.creation.create(actor, ids, (locked) => {
      const parts = partsOf(bucket, asked, locked);
      locked.forEach((upload) => requireActOn(actor, upload));
      checkSchema(bucket, metadata, parts);
      return newObject(actor, bucket, { metadata, uniqueKeyHash: hash, parts });
    });
    if (id === null) throw await this.keyTaken(actor, bucket, hash);
    const object = await this.objects.find(actor, id);
    if (!object) throw Errors.notFound('Object');
    return object;
  }

  private async keyTaken(actor: Actor, bucket: Bucket, hash: string | null): Promise<Error> {
    const holders = hash === null ? null : await this.objects.holdersOf(actor, bucket.id, [hash]);
    return BucketErrors.uniqueKeyExists(holders?.get(hash!) ?? 'that was just deleted');
  }
}

type Part = NewObject['parts'][number] & { contentType: string; field: string };

/** The files as they are now. One of another bucket is not found, like one of another tenant. */
function partsOf(bucket: Bucket, asked: AskedPart[], locked: ObjectCandidate[]): Part[] {
  const known = new Map(locked.filter(({ bucketId }) => bucketId === bucket.id).map((upload) => [upload.id, upload]));
  return asked.map(({ uploadId, property: named }, i) => {
    const upload = known.get(uploadId);
    if (!upload) throw Errors.notFound('Upload');
    requireConfirmed(upload);
    const { contentType, blobType } = upload;
    const property = named ?? upload.blobProperty ?? 'file';
    const type = typeIn(bucket, property) ?? blobType ?? fileTypeOf(contentType);
    return { property, type, uploadId, contentType, field: named === undefined ? `upload_ids.${i}` : `blobs.${i}` };
  });
}

const typeIn = ({ schema }: Bucket, property: string) => schema && filePropertyType(schema, property);

/** Confirmed uploads may become part of an object before they are admitted: the object makes no bytes readable. */
function requireConfirmed({ id, status, statusReason }: ObjectCandidate): void {
  if (status === 'AVAILABLE' || status === 'SCANNING') return;
  if (status === 'PENDING' || status === 'UPLOADING')
    throw Errors.invalidState(`The upload ${id} is ${status}: confirm it first.`);
  throw UploadErrors.gone(status, statusReason);
}

function checkSchema({ schema }: Bucket, metadata: Record<string, unknown>, parts: Part[]): void {
  if (!schema) return;
  const wrong = parts.flatMap(({ field, property, contentType }): FieldError[] => {
    const problem = fileProblem(schema, { property, contentType });
    return problem ? [{ field, message: problem.message }] : [];
  });
  const properties = parts.map(({ property }) => property);
  const missing = missingFiles(schema, properties).map((name) => ({ field: 'blobs', message: `${name} is required` }));
  const problems = [...metadataProblems(schema, metadata, 'metadata'), ...wrong, ...missing];
  if (problems.length) throw BucketErrors.schemaViolation(problems);
}

function newObject(
  actor: Actor,
  { id: bucketId }: Bucket,
  { metadata, uniqueKeyHash: hash, parts }: Pick<NewObject, 'metadata' | 'uniqueKeyHash'> & { parts: Part[] },
): NewObject {
  const { organizationId, workspaceId } = actor;
  return {
    ...{ id: newId('obj'), organizationId, workspaceId, bucketId, metadata },
    uniqueKeyHash: hash,
    createdBy: actorId(actor),
    parts: parts.map(({ property, type, uploadId }) => ({ property, type, uploadId })),
  };
}
