import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../../shared/actor.js';
import { Errors } from '../../../../shared/errors/errors.js';
import { BucketErrors } from '../../../buckets/index.js';
import { contentDisposition, CreateUploadService, type IssuedUpload, UploadsService } from '../../../uploads/index.js';
import { CHECKSUM_EXPECTED, readChecksum } from './domain/checksum.js';
import { ownMetadata } from './domain/blob-metadata.js';
import type { BlobInput } from './dto/direct-upload.input.js';

const BUCKET = 'assets';
/** The client sends the bytes right after it gets the URL. */
const URL_SECONDS = 900;
const DEFAULT_TYPE = 'application/octet-stream';

/** Announces files as Active Storage does: one PUT, with every header signed that it sends. */
@Injectable()
export class DirectUploadsService {
  constructor(
    private readonly creation: CreateUploadService,
    private readonly uploads: UploadsService,
  ) {}

  async create(actor: Actor, blob: BlobInput): Promise<IssuedUpload> {
    const { filename, contentType = DEFAULT_TYPE, byteSize, metadata = {} } = blob;
    const checksum = readChecksum(blob.checksum);
    if (!checksum) throw Errors.invalidField('blob.checksum', CHECKSUM_EXPECTED);
    const issued = await this.creation.create(actor, BUCKET, {
      ...{ filename, contentType, fileSizeBytes: byteSize, metadata: ownMetadata(metadata), ...checksum },
      face: 'direct',
      method: 'PUT',
      guarantees: ['create_only', ...('fileHash' in checksum ? ['sha256'] : [])],
      contentDisposition: contentDisposition('inline', filename),
      presignedUrlExpiration: URL_SECONDS,
    });
    // Nothing was created for it: there is no blob that the answer could describe.
    if (issued.skippedFor !== undefined) throw BucketErrors.uniqueKeyExists(issued.skippedFor);
    return issued;
  }

  /** An upload that was created before, for its retried request. Its URL is signed by the renewal. */
  async recall(actor: Actor, id: string): Promise<IssuedUpload> {
    return { upload: await this.uploads.recall(actor, id), signed: null };
  }
}
