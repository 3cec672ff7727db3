import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncDirectory } from './directory-sync.js';
import { isMissing, makeDirectory } from './durable.js';
import { encodeObject } from './object-file.js';
import { hashOf, ObjectPaths } from './object-paths.js';
import { type Segment, type StoredObject } from './object-record.js';
import { type Scratch, type StagedFile } from './scratch.js';
import { readObject } from './stored-files.js';

const RECORD = /^[0-9a-f]{64}\.json$/;
const BLOB = /^([0-9a-f]{64})\.([0-9a-f]{32})$/;

/**
 * The files of objects: `records/<xx>/<hash of the key>.json` holds the bytes of a small object, or refers to immutable
 * files `blobs/<xx>/<hash>.<random id>`. Locking is done by `ObjectTable`.
 */
export class ObjectFiles {
  private readonly ready = new Set<string>();
  private readonly paths: ObjectPaths;

  constructor(
    directory: string,
    private readonly scratch: Scratch,
  ) {
    this.paths = new ObjectPaths(directory);
  }

  read(hash: string): StoredObject | null {
    return readObject(this.paths.record(hash));
  }

  async write(object: StoredObject): Promise<void> {
    const path = this.paths.record(hashOf(object.record.key));
    await this.ensure(dirname(path));
    await this.scratch.replace(path, ...encodeObject(object));
  }

  removeRecord(hash: string): Promise<void> {
    return this.scratch.remove(this.paths.record(hash));
  }

  /** Moves staged files into place as segments; they are unused until a record refers to them. */
  async placeSegments(hash: string, files: readonly StagedFile[]): Promise<Segment[]> {
    if (files.length === 0) return [];
    const shard = join(this.paths.blobs, hash.slice(0, 2));
    await this.ensure(shard);
    const segments: Segment[] = [];
    for (const { path, size } of files) {
      const segment = { id: randomBytes(16).toString('hex'), size };
      renameSync(path, this.segmentPath(hash, segment.id));
      segments.push(segment);
    }
    await syncDirectory(shard);
    return segments;
  }

  async removeSegments(hash: string, segments: readonly Segment[]): Promise<void> {
    for (const { id } of segments) await rm(this.segmentPath(hash, id), { force: true });
  }

  segmentPath(hash: string, id: string): string {
    return this.paths.segment(hash, id);
  }

  /** The hashes of all records, in no order. */
  async *recordHashes(): AsyncGenerator<string> {
    const root = this.paths.records;
    for (const shard of await listOrNothing(root)) yield* await this.recordsIn(shard);
  }

  /** All segments on disk, also those without a record, in no order. */
  async *segments(): AsyncGenerator<{ hash: string; id: string }> {
    const root = this.paths.blobs;
    for (const shard of await listOrNothing(root)) {
      for (const name of await listOrNothing(join(root, shard))) {
        const [matched, hash = '', id = ''] = BLOB.exec(name) ?? [];
        if (matched) yield { hash, id };
      }
    }
  }

  private async recordsIn(shard: string): Promise<string[]> {
    const names = await listOrNothing(join(this.paths.records, shard));
    return names.filter((name) => RECORD.test(name)).map((name) => name.slice(0, name.indexOf('.')));
  }

  private async ensure(directory: string): Promise<void> {
    if (this.ready.has(directory)) return;
    await makeDirectory(directory);
    this.ready.add(directory);
  }
}

export async function listOrNothing(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
