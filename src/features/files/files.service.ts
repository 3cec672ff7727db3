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
import { FileErrors, inWordsOfFiles } from './domain/file.errors.js';
import { isImage } from './domain/image-limit.js';
import type { PresignInput } from './dto/presign.input.js';

/** What the files face asks of the core in words of its own: presigned uploads. */
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
      // This face always answers with a URL: a hash is a promise about the bytes here, not a question for a duplicate.
      ...(sha256 === undefined ? {} : { fileHash: sha256, skipDuplicates: false }),
    };
    const issued = await this.creation.create(actor, id, declared).catch(refuseInOurWords);
    // What was declared as no picture may turn out to be one: the limit is stored for admission before any URL is issued.
    const limit = this.config.get('FILES_MAX_IMAGE_BYTES');
    if (!isImage(mimeType) && size > limit) await this.limits.limitImages(actor, issued.upload, limit);
    return issued;
  }

  /** What was announced before; its URL is signed when it is asked for again. */
  async announced(actor: Actor, id: string): Promise<IssuedUpload> {
    return { upload: await this.uploads.recall(actor, id), signed: null };
  }

  /** Says that the bytes are there. Optional: they are found without it, only later. */
  confirm(actor: Actor, id: string): Promise<Upload> {
    return this.confirmation.confirm(actor, id, {});
  }

  /** By name or id; the face has its own refusal for one that is not there. */
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

function refuseInOurWords(error: unknown): never {
  throw inWordsOfFiles(error);
}
