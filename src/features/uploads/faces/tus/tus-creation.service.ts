import { Injectable } from '@nestjs/common';
import { Config } from '../../../../config/config.js';
import type { Actor } from '../../../../shared/actor.js';
import { DomainError, isNotFound } from '../../../../shared/errors/domain-error.js';
import { Errors } from '../../../../shared/errors/errors.js';
import { BucketErrors, BucketsService } from '../../../buckets/index.js';
import { CreateUploadService } from '../../creation/create-upload.service.js';
import type { Upload } from '../../domain/upload.js';
import { ReceivedBytesRepository } from '../../records/received-bytes.repository.js';
import { fileOf, type TusMetadata } from './tus-file.js';

/** A new upload as its client describes it. */
export interface Described {
  /** Bytes; `undefined`: declared later. */
  size: number | undefined;
  metadata: TusMetadata | undefined;
  /** The header Upload-Metadata itself, for answers. */
  header: string;
}

/** Makes the records of uploads by tus, by the same plan and statement as every other upload. */
@Injectable()
export class TusCreation {
  constructor(
    private readonly creation: CreateUploadService,
    private readonly buckets: BucketsService,
    private readonly received: ReceivedBytesRepository,
    private readonly config: Config,
  ) {}

  async create(actor: Actor, { size, metadata, header }: Described): Promise<Upload> {
    const { bucket: named, ...file } = fileOf(metadata);
    const bucketId = await this.bucketFor(actor, named);
    const { upload, skippedFor } = await this.creation.create(actor, bucketId, {
      ...file,
      ...(size === undefined ? {} : { fileSizeBytes: size }),
      face: 'tus',
      method: 'TUS',
      presignedUrlExpiration: this.config.get('TUS_EXPIRY_SECONDS'),
    });
    if (skippedFor !== undefined) throw BucketErrors.uniqueKeyExists(skippedFor);
    await this.received.describe(upload, header);
    return upload;
  }

  /** The named bucket; the bearer of an upload token need not name its own, and may name no other. */
  private async bucketFor(actor: Actor, named: string | undefined): Promise<string> {
    const own = actor.uploadToken?.bucketId;
    if (named === undefined && own === undefined)
      throw Errors.invalidField('bucket', 'must be among the metadata: a bucket of the workspace, by name or id');
    if (named === undefined) return own!;
    const { id } = await this.buckets.get(actor, named).catch((error: unknown) => {
      throw isNotFound(error) ? noSuchBucket(named) : error;
    });
    if (own !== undefined && own !== id) throw noSuchBucket(named);
    return id;
  }
}

const noSuchBucket = (named: string) =>
  new DomainError('invalid', 'INVALID_BUCKET', `There is no bucket ${named.slice(0, 63)} for this caller.`, {
    errors: [{ field: 'bucket', message: 'must be a bucket of the workspace, by name or id' }],
  });
