import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { Errors } from '../../../shared/errors/errors.js';
import {
  type MultipartPage,
  type MultipartPlace,
  MultipartRefusedError,
  type MultipartUpload,
  type ObjectInfo,
  type PutPartRequest,
  type UploadedPart,
} from '../object-store.js';
import { guardedUpload } from './guarded-upload.js';
import { multipartEtag } from './multipart-etag.js';
import { type ObjectCalls, quote, unquote } from './object-calls.js';
import type { S3Calls } from './s3-calls.js';
import { isMissing, isRefusal, isUnknownSession } from './s3-errors.js';

/** The open multipart uploads of the bucket. */
export class MultipartSessions {
  constructor(
    private readonly s3: S3Calls,
    private readonly objects: ObjectCalls,
  ) {}

  async create(key: string, contentType: string, metadata?: Record<string, string>): Promise<string> {
    const create = new CreateMultipartUploadCommand({
      Bucket: this.s3.bucket,
      Key: key,
      ContentType: contentType,
      Metadata: metadata,
    });
    const { UploadId } = await this.s3.call((client, options) => client.send(create, options));
    if (!UploadId) throw Errors.storageUnavailable(new Error('The store created a multipart upload without an id.'));
    return UploadId;
  }

  async putPart({ key, uploadId, partNumber, body, size, signal }: PutPartRequest): Promise<UploadedPart> {
    const put = (Body: Readable) =>
      new UploadPartCommand({
        Bucket: this.s3.bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: partNumber,
        Body,
        ContentLength: size,
      });
    const source = { body, size, idleMs: this.s3.deadlines.idleMs, signal };
    try {
      const { ETag } = await guardedUpload(source, (guarded, stop) =>
        this.s3.stream((client, options) => client.send(put(guarded), options), stop),
      );
      return { partNumber, size, etag: unquote(ETag) };
    } catch (error) {
      throw isUnknownSession(error) ? new MultipartRefusedError(key, 'NoSuchUpload') : error;
    }
  }

  async listParts(key: string, uploadId: string): Promise<UploadedPart[] | null> {
    const parts: UploadedPart[] = [];
    let marker: string | undefined;
    try {
      do {
        const list = new ListPartsCommand({
          Bucket: this.s3.bucket,
          Key: key,
          UploadId: uploadId,
          PartNumberMarker: marker,
        });
        const page = await this.s3.call((client, options) => client.send(list, options));
        for (const part of page.Parts ?? [])
          parts.push({ partNumber: part.PartNumber ?? 0, etag: unquote(part.ETag), size: part.Size ?? 0 });
        marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
      } while (marker);
    } catch (error) {
      if (isUnknownSession(error) || isMissing(error)) return null;
      throw error;
    }
    return parts;
  }

  /** After an error the object is checked: an earlier attempt may have completed it. */
  async complete(key: string, uploadId: string, parts: UploadedPart[]): Promise<ObjectInfo> {
    const complete = new CompleteMultipartUploadCommand({
      Bucket: this.s3.bucket,
      Key: key,
      UploadId: uploadId,
      MultipartUpload: { Parts: parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: quote(etag) })) },
    });
    try {
      await this.s3.call((client, options) => client.send(complete, options), { bytes: totalSize(parts) });
    } catch (error) {
      return this.settle(key, uploadId, parts, error);
    }
    const made = await this.objects.head(key);
    if (!made) throw Errors.storageUnavailable(new Error(`The store does not show the completed object ${key}.`));
    return made;
  }

  async abort(key: string, uploadId: string): Promise<void> {
    const abort = new AbortMultipartUploadCommand({ Bucket: this.s3.bucket, Key: key, UploadId: uploadId });
    try {
      await this.s3.call((client, options) => client.send(abort, options));
    } catch (error) {
      if (!isUnknownSession(error) && !isMissing(error)) throw error;
    }
  }

  /** Lists by prefix, so sessions of longer keys are filtered out. Some stores list these before those of the key itself. */
  async at(key: string): Promise<MultipartUpload[]> {
    const found: MultipartUpload[] = [];
    let after: MultipartPlace | null = null;
    do {
      const page: MultipartPage = await this.page(key, after);
      found.push(...page.sessions.filter((session) => session.key === key));
      after = page.next;
    } while (after);
    return found;
  }

  async page(prefix: string, after: MultipartPlace | null): Promise<MultipartPage> {
    const marker = after && { KeyMarker: after.key, UploadIdMarker: after.uploadId };
    const list = new ListMultipartUploadsCommand({ Bucket: this.s3.bucket, Prefix: prefix, ...marker });
    const answer = await this.s3.call((client, options) => client.send(list, options));
    const { Uploads = [], IsTruncated, NextKeyMarker, NextUploadIdMarker = '' } = answer;
    const sessions = Uploads.flatMap(({ Key, UploadId, Initiated }) =>
      Key && UploadId ? [{ key: Key, uploadId: UploadId, initiatedAt: Initiated ?? new Date(0) }] : [],
    );
    const next = IsTruncated && NextKeyMarker ? { key: NextKeyMarker, uploadId: NextUploadIdMarker } : null;
    return { sessions, next };
  }

  /** The result of a completion that failed. The session is checked first: once it is gone, the object is final. */
  private async settle(key: string, uploadId: string, parts: UploadedPart[], error: unknown): Promise<ObjectInfo> {
    const sessionGone = (await this.listParts(key, uploadId)) === null;
    const made = await this.objects.head(key);
    if (made && isMadeOf(made, parts)) return made;
    // Some stores return a server error for an unknown session.
    if (sessionGone) throw new MultipartRefusedError(key, 'NoSuchUpload');
    throw isRefusal(error) ? new MultipartRefusedError(key, error.name) : error;
  }
}

const totalSize = (parts: UploadedPart[]) => parts.reduce((sum, part) => sum + part.size, 0);

function isMadeOf(object: ObjectInfo, parts: UploadedPart[]): boolean {
  const etag = multipartEtag(parts);
  return object.size === totalSize(parts) && (etag === null || etag === object.etag);
}
