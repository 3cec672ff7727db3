import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import type { Actor } from '../../shared/actor.js';
import { type Bucket, BucketsService } from '../buckets/index.js';
import {
  ConfirmUploadService,
  CreateUploadService,
  ImageLimitsRepository,
  type IssuedUpload,
  type Upload,
  uploadMethods,
  UploadsService,
} from '../uploads/index.js';
import { isNotFound } from '../../shared/errors/domain-error.js';
import { FileErrors } from './domain/file.errors.js';
import { isImage } from './domain/image-limit.js';
import type { PresignInput } from './dto/presign.input.js';

/** Presigned uploads of the files API, with its defaults and its limit for images. */
@Injectable()
export class FilesService {
  constructor(
    private readonly creation: CreateUploadService,
    private readonly confirmation: ConfirmUploadService,
    private readonly uploads: UploadsService,
    private readonly buckets: BucketsService,
    private readonly limits: ImageLimitsRepository,
    private readonly config: Config,
  ) {}

  async presign(actor: Actor, input: PresignInput): Promise<IssuedUpload> {
    const { filename, mimeType, bucket, size, metadata = {}, guarantees = [], sha256 } = input;
    this.checkImage(mimeType, size);
    const { id } = await this.bucketNamed(actor, bucket);
    const declared = {
      ...{ filename, metadata, guarantees },
      contentType: mimeType,
      fileSizeBytes: size,
      presignedUrlExpiration: this.config.get('FILES_PRESIGN_EXPIRY_SEC'),
      method: input.method ?? (size > uploadMethods.PUT.maxBytes ? ('MULTIPART' as const) : ('PUT' as const)),
      // The answer always has a URL: here a hash declares the bytes, it does not look for a duplicate.
      ...(sha256 === undefined ? {} : { fileHash: sha256, skipDuplicates: false }),
      face: 'files' as const,
    };
    const issued = await this.creation.create(actor, id, declared);
    // A file that is not declared as an image may be one: the limit is stored for admission before the URL is issued.
    const limit = this.config.get('FILES_MAX_IMAGE_BYTES');
    if (!isImage(mimeType) && size > limit) await this.limits.limitImages(actor, issued.upload, limit);
    return issued;
  }

  /** An upload that was created before, for its retried request. Its URL is signed by the renewal. */
  async recall(actor: Actor, id: string): Promise<IssuedUpload> {
    return { upload: await this.uploads.recall(actor, id), signed: null };
  }

  /** Optional: without it the bytes are found later. */
  confirm(actor: Actor, id: string): Promise<Upload> {
    return this.confirmation.confirm(actor, id, {});
  }

  /** By name or id. A bucket that is named in a body is refused like any other value. */
  async bucketNamed(actor: Actor, bucket: string): Promise<Bucket> {
    return this.buckets.get(actor, bucket).catch((error: unknown) => {
      throw isNotFound(error) ? FileErrors.unknownBucket(bucket) : error;
    });
  }

  checkImage(mimeType: string, size: number): void {
    const limit = this.config.get('FILES_MAX_IMAGE_BYTES');
    if (isImage(mimeType) && size > limit) throw FileErrors.imageTooLarge(limit);
  }
}
