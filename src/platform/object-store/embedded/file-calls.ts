import { Readable } from 'node:stream';
import { type ObjectRecord } from '../../embedded/store/disk/object-record.js';
import { type ByteRange } from '../../embedded/store/disk/segment-slices.js';
import { type StoredFiles, type StoredVersion } from '../../embedded/store/disk/stored-files.js';
import type { CopyRequest, GetOptions, ObjectInfo, ObjectReader, ObjectVersion } from '../object-store.js';
import { refusal } from '../s3/light/refusal.js';
import {
  type CopiedAtOnce,
  type FailedDelete,
  objectInfo,
  type ObjectCalls,
  type ReceivedObject,
} from '../s3/object-calls.js';
import type { RequestObserver } from '../s3/request-observer.js';
import { FileReader } from './file-reader.js';
import { guardedChunks } from './guarded-chunks.js';

/**
 * The calls for single objects of the embedded store, seen from its own process: what is read comes from its files, without
 * sockets and the store's thread. What is changed is requested, because the store orders all changes.
 */
export class FileCalls implements ObjectCalls {
  constructor(
    private readonly requests: ObjectCalls,
    private readonly files: StoredFiles,
    private readonly idleMs: number,
    private readonly observe: RequestObserver,
  ) {}

  async head(key: string, signal?: AbortSignal): Promise<ObjectInfo | null> {
    signal?.throwIfAborted();
    const found = this.find(key, 'HeadObject');
    return found && infoOf(found.record);
  }

  async get(key: string, { etag, range, signal }: GetOptions): Promise<ReceivedObject> {
    signal?.throwIfAborted();
    const found = this.find(key);
    if (!found) throw refusal(404);
    const info = infoOf(found.record);
    if (info.etag !== (etag ?? info.etag)) throw refusal(412);
    const bytes = found.read(range && withinObject(range, info.size));
    const chunks = guardedChunks(bytes, { key, idleMs: this.idleMs, signal });
    return { ...info, stream: Readable.from(chunks, { objectMode: false }), isRange: range !== undefined };
  }

  reader(version: ObjectVersion, signal: AbortSignal): ObjectReader {
    return new FileReader(version, (key) => this.find(key), this.idleMs, signal);
  }

  copyAtOnce(request: CopyRequest): Promise<CopiedAtOnce> {
    return this.requests.copyAtOnce(request);
  }

  delete(key: string): Promise<void> {
    return this.requests.delete(key);
  }

  deleteMany(keys: readonly string[]): Promise<FailedDelete[] | null> {
    return this.requests.deleteMany(keys);
  }

  close(): void {
    this.requests.close();
  }

  private find(key: string, operation = 'GetObject'): StoredVersion | null {
    const found = this.files.find(key);
    this.observe(operation, found ? 'ok' : 'missing');
    return found;
  }
}

function infoOf({ key, size, etag, headers }: ObjectRecord): ObjectInfo {
  return objectInfo(key, { ContentLength: size, ETag: etag, ContentType: headers['content-type'] });
}

/** As a store answers it: what is behind the end is left out. */
function withinObject({ start, end }: ByteRange, size: number): ByteRange {
  if (start < 0 || start >= size || end < start) throw refusal(416);
  return { start, end: Math.min(end, size - 1) };
}
