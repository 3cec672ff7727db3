import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { type Bucket, BucketErrors, BucketsService, planObject } from '../../buckets/index.js';
import { propertyFromFilename } from '../domain/filename.js';
import { checkPlace } from '../domain/upload-policy.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import { UploadObjects } from '../admission/upload-objects.repository.js';

/** The bucket that takes a file, and where in its object the file belongs. */
export interface Placement {
  bucket: Bucket;
  blobProperty: string;
  blobType: string;
  /** The object that has the unique key already: there is nothing to upload. */
  skippedFor?: string;
}

/** Finds the place for a file before anything is made: refuses what bucket, schema or unique key do not allow. */
@Injectable()
export class UploadPlacement {
  constructor(
    private readonly buckets: BucketsService,
    private readonly objects: UploadObjects,
  ) {}

  async find(actor: Actor, bucketIdOrName: string, input: CreateUploadInput): Promise<Placement> {
    const bucket = await this.buckets.get(actor, bucketIdOrName);
    checkPlace(input, bucket);
    const { uniqueKeyHash, ...place } = objectPlace(bucket, input);
    const holder = await this.objects.holderOf(actor, bucket.id, uniqueKeyHash);
    if (holder === null) return { bucket, ...place };
    if (bucket.schema?.unique_key?.policy === 'error') throw BucketErrors.uniqueKeyExists(holder);
    return { bucket, ...place, skippedFor: holder };
  }
}

function objectPlace({ schema }: Bucket, input: CreateUploadInput) {
  const { contentType, blobType, objectMetadata: metadata = null } = input;
  const makesObject = input.createObjectOnConfirm ?? true;
  const property = input.blobProperty ?? propertyFromFilename(input.filename);
  const isPropertyNamed = input.blobProperty !== undefined;
  const plan = planObject(schema, { contentType, blobType, metadata, makesObject, property, isPropertyNamed });
  return { ...plan, blobProperty: property };
}
