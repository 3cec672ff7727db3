import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileSpan, spanChunks, turningChunks } from '../../../streams/file-spans.js';
import { isMissing } from './durable.js';
import { decodeObject } from './object-file.js';
import { hashOf, ObjectPaths } from './object-paths.js';
import { type ObjectRecord, type StoredObject } from './object-record.js';
import { type ByteRange, segmentSlices } from './segment-slices.js';

/**
 * Reads the objects of a bucket from its files, in any thread and beside the store: a record is replaced as a whole, and a
 * segment never changes, because its name is used once.
 */
export class StoredFiles {
  private readonly paths: ObjectPaths;

  constructor(storeDirectory: string, bucket: string) {
    this.paths = new ObjectPaths(join(storeDirectory, 'buckets', bucket));
  }

  /** The current version of an object; `null` when there is none. */
  find(key: string): StoredVersion | null {
    const hash = hashOf(key);
    const object = readObject(this.paths.record(hash));
    return object && new StoredVersion(object, (id) => this.paths.segment(hash, id));
  }
}

/**
 * One version of an object. All reads are of the same bytes: of those that its segments have, or none. Where the version was
 * replaced and its segments are gone, they throw an error that `isMissing` recognises.
 */
export class StoredVersion {
  readonly record: ObjectRecord;
  private readonly bytes: Buffer | undefined;

  constructor(
    { record, bytes }: StoredObject,
    private readonly path: (segment: string) => string,
  ) {
    this.record = record;
    this.bytes = bytes;
  }

  /** All bytes in order. A chunk is valid until the next one is asked for. */
  chunks(): AsyncIterable<Buffer> | Iterable<Buffer> {
    return this.bytes ? [this.bytes] : turningChunks(this.spans());
  }

  /** A range of them, or all. Each chunk has memory of its own. */
  read(range?: ByteRange): AsyncIterable<Buffer> | Iterable<Buffer> {
    if (!this.bytes) return spanChunks(this.spans(range));
    return [range ? this.bytes.subarray(range.start, range.end + 1) : this.bytes];
  }

  private *spans(range?: ByteRange): Generator<FileSpan> {
    for (const { id, start, end } of segmentSlices(this.record.segments, range))
      yield { path: this.path(id), start, end };
  }
}

/** The object in the file of a record. Read at once: that takes a tenth of the processor time of a request to the thread pool. */
export function readObject(path: string): StoredObject | null {
  try {
    return decodeObject(readFileSync(path));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
