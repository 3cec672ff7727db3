import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { Errors } from '../../../shared/errors/errors.js';
import { type CopyRequest, ObjectChangedError, type ObjectInfo } from '../object-store.js';
import { copySource } from './copy-source.js';
import { headObject, quote } from './head-object.js';
import type { MultipartCopy } from './multipart-copy.js';
import type { S3Calls } from './s3-calls.js';
import { isMissing, isPreconditionFailed } from './s3-errors.js';

/**
 * Copies one version of an object inside the bucket. Not every store supports the copy condition, so the source is also
 * checked before and after. The destination is never deleted after a failure, because another attempt may just have
 * written it: that is up to the caller.
 */
export class ServerSideCopy {
  constructor(
    private readonly s3: S3Calls,
    private readonly inParts: MultipartCopy,
    private readonly thresholdBytes: number,
  ) {}

  async copy(request: CopyRequest): Promise<ObjectInfo | null> {
    const { from, to, size, signal } = request;
    if (!(await this.sourceUnchanged(request))) return null;
    try {
      if (size > this.thresholdBytes) await this.inParts.copy(request);
      else await this.atOnce(request);
    } catch (error) {
      if (isMissing(error)) return null;
      throw isPreconditionFailed(error) ? new ObjectChangedError(from) : error;
    }
    if (!(await this.sourceUnchanged(request))) return null;
    const made = await headObject(this.s3, to, signal);
    if (made?.size !== size) throw Errors.storageUnavailable(new Error(`${to} has ${made?.size} bytes, not ${size}.`));
    return made;
  }

  /** False when the source is missing; another version than the pinned one throws. */
  private async sourceUnchanged({ from, etag, size, signal }: CopyRequest): Promise<boolean> {
    const source = await headObject(this.s3, from, signal);
    if (source && (source.etag !== etag || source.size !== size)) throw new ObjectChangedError(from);
    return source !== null;
  }

  private async atOnce({ from, to, etag, size, contentType, signal }: CopyRequest): Promise<void> {
    const copy = new CopyObjectCommand({
      Bucket: this.s3.bucket,
      Key: to,
      CopySource: copySource(this.s3.bucket, from),
      CopySourceIfMatch: quote(etag),
      MetadataDirective: 'REPLACE',
      ContentType: contentType,
    });
    await this.s3.call((client, options) => client.send(copy, options), { signal, bytes: size });
  }
}
