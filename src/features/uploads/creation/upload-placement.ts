import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { type Bucket, BucketErrors, BucketsService, planObject } from '../../buckets/index.js';
import { type InItem, inOnlyItem } from './in-item.js';
import { propertyFromFilename } from '../domain/filename.js';
import { checkPlace } from '../domain/upload-policy.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import { UploadObjects } from '../objects-port/upload-objects.js';

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

  /** Of one file, for a bucket that was read already. */
  async find(actor: Actor, bucket: Bucket, input: CreateUploadInput): Promise<Placement> {
    const [place] = await this.findIn(actor, bucket, [input], inOnlyItem);
    return place!;
  }

  /** Of files for one bucket. */
  async findEach(
    actor: Actor,
    bucketIdOrName: string,
    inputs: CreateUploadInput[],
    inItem: InItem,
  ): Promise<Placement[]> {
    return this.findIn(actor, await this.buckets.get(actor, bucketIdOrName), inputs, inItem);
  }

  private async findIn(
    actor: Actor,
    bucket: Bucket,
    inputs: CreateUploadInput[],
    inItem: InItem,
  ): Promise<Placement[]> {
    const places = inputs.map((input, n) =>
      inItem(n, () => {
        checkPlace(input, bucket);
        return objectPlace(bucket, input);
      }),
    );
    const hashes = places.flatMap(({ uniqueKeyHash }) => uniqueKeyHash ?? []);
    const holders = await this.objects.holdersOf(actor, bucket.id, hashes);
    return places.map(({ uniqueKeyHash, ...place }, n) => {
      const skippedFor = uniqueKeyHash === null ? undefined : holders.get(uniqueKeyHash);
      if (skippedFor !== undefined) inItem(n, () => refuseHeldKey(bucket, skippedFor));
      return { bucket, ...place, skippedFor };
    });
  }
}

function refuseHeldKey({ schema }: Bucket, holder: string): void {
  if (schema?.unique_key?.policy === 'error') throw BucketErrors.uniqueKeyExists(holder);
}

function objectPlace({ schema }: Bucket, input: CreateUploadInput) {
  const { contentType, blobType, objectMetadata: metadata = null } = input;
  const makesObject = input.createObjectOnConfirm ?? true;
  const property = input.blobProperty ?? propertyFromFilename(input.filename);
  const isPropertyNamed = input.blobProperty !== undefined;
  const plan = planObject(schema, { contentType, blobType, metadata, makesObject, property, isPropertyNamed });
  return { ...plan, blobProperty: property };
}
