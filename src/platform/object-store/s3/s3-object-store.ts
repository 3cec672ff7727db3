import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { Errors } from '../../../shared/errors/errors.js';
import type { BucketLocation } from '../bucket-location.js';
import type { CredentialSnapshot } from '../credentials.js';
import { ObjectChangedError, ObjectStore } from '../object-store.js';
import type {
  CopiedObject,
  CopyRequest,
  GetOptions,
  MultipartPage,
  MultipartPlace,
  MultipartUpload,
  ObjectBody,
  ObjectInfo,
  ObjectPage,
  ObjectReader,
  ObjectVersion,
  PutPartRequest,
  PutRequest,
  UploadedPart,
} from '../object-store.js';
import { FileCalls } from '../embedded/file-calls.js';
import { StoredFiles } from '../../embedded/store/disk/stored-files.js';
import { type Deadlines, defaultDeadlines } from './deadlines.js';
import { deleteMany } from './delete-many.js';
import { guardedUpload } from './guarded-upload.js';
import { LightCalls } from './light/light-calls.js';
import { LightObjectCalls } from './light/light-object-calls.js';
import { MultipartCopy } from './multipart-copy.js';
import { MultipartSessions } from './multipart-sessions.js';
import { pageOfObjects } from './page-of-objects.js';
import { type ObjectCalls, type ReceivedObject, unquote } from './object-calls.js';
import { reachBucket } from './reach-bucket.js';
import type { RequestObserver } from './request-observer.js';
import { RequestedReader } from './requested-reader.js';
import { S3Calls } from './s3-calls.js';
import { isMissing, isPreconditionFailed } from './s3-errors.js';
import { ServerSideCopy } from './server-side-copy.js';

export interface S3ObjectStoreOptions {
  location: BucketLocation;
  multipartCopyThresholdBytes: number;
  deadlines?: Partial<Deadlines>;
  /** Called for every request. */
  observe?: RequestObserver;
  /** How single objects are requested; by hand-signed requests unless a test compares them with others. */
  objectCalls?: (s3: S3Calls) => ObjectCalls;
  /** The directory of the embedded store, where this is one: what it holds is read from its files. */
  directory?: string;
}

/**
 * One bucket of an S3-compatible store: hand-signed requests for single objects, of which every upload needs several, and
 * the AWS SDK for everything else. Bodies are streamed, never buffered whole.
 */
export class S3ObjectStore extends ObjectStore {
  private readonly s3: S3Calls;
  private readonly objects: ObjectCalls;
  private readonly sessions: MultipartSessions;
  private readonly copier: ServerSideCopy;

  constructor(
    { location, multipartCopyThresholdBytes, directory, observe = () => undefined, ...options }: S3ObjectStoreOptions,
    credentials: CredentialSnapshot,
  ) {
    super();
    const deadlines = { ...defaultDeadlines, ...options.deadlines };
    const light = () =>
      new LightObjectCalls(location.bucket, new LightCalls(location, credentials, deadlines, observe));
    this.s3 = new S3Calls(location, async () => credentials(), deadlines, observe);
    const requests = options.objectCalls?.(this.s3) ?? light();
    const files = directory === undefined ? undefined : new StoredFiles(directory, location.bucket);
    this.objects = files ? new FileCalls(requests, files, deadlines.idleMs, observe) : requests;
    this.sessions = new MultipartSessions(this.s3, this.objects);
    const inParts = new MultipartCopy(this.s3, this.sessions, multipartCopyThresholdBytes);
    this.copier = new ServerSideCopy(this.objects, inParts, multipartCopyThresholdBytes);
  }

  head(key: string, signal?: AbortSignal): Promise<ObjectInfo | null> {
    return this.objects.head(key, signal);
  }

  async get(key: string, options: GetOptions = {}): Promise<ObjectBody | null> {
    try {
      return accept(await this.objects.get(key, options), options);
    } catch (error) {
      if (isMissing(error)) return null;
      throw isPreconditionFailed(error) ? new ObjectChangedError(key) : error;
    }
  }

  override get readsSameBytes(): boolean {
    return this.objects.reader !== undefined;
  }

  reader(version: ObjectVersion, signal: AbortSignal): ObjectReader {
    return this.objects.reader?.(version, signal) ?? new RequestedReader(this, version, signal);
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

  copy(request: CopyRequest): Promise<CopiedObject | null> {
    return this.copier.copy(request);
  }

  async delete(key: string): Promise<void> {
    try {
      await this.objects.delete(key);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  deleteMany(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return deleteMany(this.objects, keys);
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

  pageOfObjects(after: string | null, limit?: number): Promise<ObjectPage> {
    return pageOfObjects(this.s3, after, limit);
  }

  ping(signal: AbortSignal): Promise<void> {
    return reachBucket((send) => this.s3.call(send, { signal }), this.s3.bucket);
  }

  /** Late in the shutdown: scans and requests that are being finished still need the store. */
  onApplicationShutdown(): void {
    this.objects.close();
    this.s3.close();
  }
}

/** Some stores ignore conditions and ranges: checks that the response is the requested one. */
function accept({ isRange, ...body }: ReceivedObject, { etag, size, range }: GetOptions): ObjectBody {
  const isOther = body.etag !== (etag ?? body.etag) || body.size !== (size ?? body.size);
  if (!isOther && (isRange || !range)) return body;
  body.stream.destroy();
  throw isOther ? new ObjectChangedError(body.key) : Errors.storageUnavailable(new Error('The store ignored a range.'));
}
