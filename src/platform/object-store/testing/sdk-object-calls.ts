import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
} from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import type { CopyRequest, GetOptions, ObjectInfo } from '../object-store.js';
import { copySource } from '../s3/copy-source.js';
import { BYTES_PER_DELETED_KEY } from '../s3/deadlines.js';
import { guardDownload } from '../s3/download-guard.js';
import {
  copiedAtOnce,
  type CopiedAtOnce,
  type FailedDelete,
  objectInfo,
  type ObjectCalls,
  quote,
  type ReceivedObject,
} from '../s3/object-calls.js';
import type { S3Calls } from '../s3/s3-calls.js';
import { isMissing, isUnsupportedDelete } from '../s3/s3-errors.js';

/** The same requests by the AWS SDK: what the hand-signed ones are compared with. */
export class SdkObjectCalls implements ObjectCalls {
  constructor(private readonly s3: S3Calls) {}

  async head(key: string, signal?: AbortSignal): Promise<ObjectInfo | null> {
    const head = new HeadObjectCommand({ Bucket: this.s3.bucket, Key: key });
    try {
      return objectInfo(key, await this.s3.call((client, options) => client.send(head, options), { signal }));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async get(key: string, { etag, range, signal }: GetOptions): Promise<ReceivedObject> {
    const get = new GetObjectCommand({
      Bucket: this.s3.bucket,
      Key: key,
      IfMatch: etag && quote(etag),
      Range: range && `bytes=${range.start}-${range.end}`,
    });
    const answer = await this.s3.call((client, options) => client.send(get, options), { signal });
    const stream = guardDownload(answer.Body as Readable, this.s3.deadlines.idleMs, signal);
    const whole = Number(answer.ContentRange?.split('/')[1] ?? answer.ContentLength);
    const isRange = answer.ContentRange !== undefined;
    return { ...objectInfo(key, { ...answer, ContentLength: whole }), stream, isRange };
  }

  async copyAtOnce({ from, to, etag, size, contentType, sha256, signal }: CopyRequest): Promise<CopiedAtOnce> {
    const copy = new CopyObjectCommand({
      Bucket: this.s3.bucket,
      Key: to,
      CopySource: copySource(this.s3.bucket, from),
      CopySourceIfMatch: quote(etag),
      MetadataDirective: 'REPLACE',
      ContentType: contentType,
      ChecksumAlgorithm: sha256 === undefined ? undefined : 'SHA256',
    });
    const limits = { signal, bytes: size };
    const { CopyObjectResult } = await this.s3.call((client, options) => client.send(copy, options), limits);
    return copiedAtOnce(CopyObjectResult ?? {});
  }

  async delete(key: string): Promise<void> {
    const remove = new DeleteObjectCommand({ Bucket: this.s3.bucket, Key: key });
    await this.s3.call((client, options) => client.send(remove, options));
  }

  async deleteMany(keys: readonly string[]): Promise<FailedDelete[] | null> {
    const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
    const command = new DeleteObjectsCommand({ Bucket: this.s3.bucket, Delete });
    try {
      const limits = { bytes: keys.length * BYTES_PER_DELETED_KEY };
      const { Errors = [] } = await this.s3.call((client, options) => client.send(command, options), limits);
      return Errors.map(({ Key = '', Code = 'unknown' }) => ({ key: Key, code: Code }));
    } catch (error) {
      if (isUnsupportedDelete(error)) return null;
      throw error;
    }
  }

  close(): void {}
}
