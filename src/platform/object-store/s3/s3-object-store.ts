import { DeleteObjectCommand, GetObjectCommand, HeadBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { Errors } from '../../../shared/errors/errors.js';
import type { BucketLocation } from '../bucket-location.js';
import type { CredentialSnapshot } from '../credentials.js';
import { ObjectChangedError, ObjectStore } from '../object-store.js';
import type {
  CopyRequest,
  GetOptions,
  MultipartPage,
  MultipartPlace,
  MultipartUpload,
  ObjectBody,
  ObjectInfo,
  PutPartRequest,
  PutRequest,
  UploadedPart,
} from '../object-store.js';
import { type Deadlines, defaultDeadlines } from './deadlines.js';
import { deleteMany } from './delete-many.js';
import { guardDownload } from './download-guard.js';
import { guardedUpload } from './guarded-upload.js';
import { headObject, objectInfo, quote, unquote } from './head-object.js';
import { MultipartCopy } from './multipart-copy.js';
import { MultipartSessions } from './multipart-sessions.js';
import { S3Calls } from './s3-calls.js';
import { isMissing, isPreconditionFailed } from './s3-errors.js';
import { ServerSideCopy } from './server-side-copy.js';

export interface S3ObjectStoreOptions {
  location: BucketLocation;
  multipartCopyThresholdBytes: number;
  deadlines?: Partial<Deadlines>;
}

/** One bucket of an S3-compatible store, through the AWS SDK. Bodies are streamed, never buffered whole. */
export class S3ObjectStore extends ObjectStore {
  private readonly s3: S3Calls;
  private readonly sessions: MultipartSessions;
  private readonly copier: ServerSideCopy;

  constructor(
    { location, multipartCopyThresholdBytes, deadlines }: S3ObjectStoreOptions,
    credentials: CredentialSnapshot,
  ) {
    super();
    this.s3 = new S3Calls(location, async () => credentials(), { ...defaultDeadlines, ...deadlines });
    this.sessions = new MultipartSessions(this.s3);
    const inParts = new MultipartCopy(this.s3, this.sessions, multipartCopyThresholdBytes);
    this.copier = new ServerSideCopy(this.s3, inParts, multipartCopyThresholdBytes);
  }

  head(key: string, signal?: AbortSignal): Promise<ObjectInfo | null> {
    return headObject(this.s3, key, signal);
  }

  async get(key: string, { etag, range, signal }: GetOptions = {}): Promise<ObjectBody | null> {
    const get = new GetObjectCommand({
      Bucket: this.s3.bucket,
      Key: key,
      IfMatch: etag && quote(etag),
      Range: range && `bytes=${range.start}-${range.end}`,
    });
    try {
      const answer = await this.s3.call((client, options) => client.send(get, options), { signal });
      const stream = guardDownload(answer.Body as Readable, this.s3.deadlines.idleMs, signal);
      const whole = Number(answer.ContentRange?.split('/')[1] ?? answer.ContentLength);
      const body = { ...objectInfo(key, { ...answer, ContentLength: whole }), stream };
      return accept(body, { etag, ranged: !range || answer.ContentRange !== undefined });
    } catch (error) {
      if (isMissing(error)) return null;
      throw isPreconditionFailed(error) ? new ObjectChangedError(key) : error;
    }
  }

  async put({ key, body, size, contentType, signal }: PutRequest): Promise<ObjectInfo> {
    const put = (Body: Readable) =>
      new PutObjectCommand({ Bucket: this.s3.bucket, Key: key, Body, ContentLength: size, ContentType: contentType });
    const source = { body, size, idleMs: this.s3.deadlines.idleMs, signal };
    const { ETag } = await guardedUpload(source, (guarded, stop) =>
      this.s3.stream((client, options) => client.send(put(guarded), options), stop),
    );
    return { key, size, contentType, etag: unquote(ETag) };
  }

  copy(request: CopyRequest): Promise<ObjectInfo | null> {
    return this.copier.copy(request);
  }

  async delete(key: string): Promise<void> {
    const remove = new DeleteObjectCommand({ Bucket: this.s3.bucket, Key: key });
    try {
      await this.s3.call((client, options) => client.send(remove, options));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  deleteMany(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return deleteMany(this.s3, keys, (key) => this.delete(key));
  }

  createMultipart(key: string, contentType: string): Promise<string> {
    return this.sessions.create(key, contentType);
  }

  putPart(request: PutPartRequest): Promise<UploadedPart> {
    return this.sessions.putPart(request);
  }

  listParts(key: string, uploadId: string): Promise<UploadedPart[] | null> {
    return this.sessions.listParts(key, uploadId);
  }

  completeMultipart(key: string, uploadId: string, parts: UploadedPart[]): Promise<ObjectInfo> {
    return this.sessions.complete(key, uploadId, parts);
  }

  abortMultipart(key: string, uploadId: string): Promise<void> {
    return this.sessions.abort(key, uploadId);
  }

  listMultiparts(key: string): Promise<MultipartUpload[]> {
    return this.sessions.at(key);
  }

  pageOfMultiparts(after: MultipartPlace | null): Promise<MultipartPage> {
    return this.sessions.page('', after);
  }

  async ping(signal: AbortSignal): Promise<void> {
    const look = new HeadBucketCommand({ Bucket: this.s3.bucket });
    try {
      await this.s3.call((client, options) => client.send(look, options), { signal });
    } catch (error) {
      throw isMissing(error) ? Errors.storageNotConfigured('AWS_STORAGE_BUCKET_NAME to a bucket that exists') : error;
    }
  }

  /** Late in the shutdown: scans and requests that are being finished still need the store. */
  onApplicationShutdown(): void {
    this.s3.close();
  }
}

/** Some stores ignore conditions and ranges: checks that the response is the requested one. */
function accept(body: ObjectBody, requested: { etag?: string; ranged: boolean }): ObjectBody {
  const changed = requested.etag !== undefined && body.etag !== requested.etag;
  if (!changed && requested.ranged) return body;
  body.stream.destroy();
  throw changed ? new ObjectChangedError(body.key) : Errors.storageUnavailable(new Error('The store ignored a range.'));
}
