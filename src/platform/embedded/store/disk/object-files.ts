import { createHash, randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, makeDirectory, readJson, syncDirectory } from './durable.js';
import { type ObjectRecord, type Segment } from './object-record.js';
import { type Scratch, type StagedFile } from './scratch.js';

const RECORD = /^[0-9a-f]{64}\.json$/;
const BLOB = /^([0-9a-f]{64})\.([0-9a-f]{32})$/;

/**
 * The files of objects: `records/<xx>/<hash of the key>.json` refers to the immutable `blobs/<xx>/<hash>.<random id>`.
 * A key never becomes part of a path. Locking is done by `ObjectTable`.
 */
export class ObjectFiles {
  private readonly ready = new Set<string>();

  constructor(
    private readonly directory: string,
    private readonly scratch: Scratch,
  ) {}

  readRecord(hash: string): Promise<ObjectRecord | null> {
    return readJson<ObjectRecord>(this.recordPath(hash));
  }

  async writeRecord(record: ObjectRecord): Promise<void> {
    const path = this.recordPath(hashOf(record.key));
    await this.ensure(dirname(path));
    await this.scratch.replaceJson(path, record);
  }

  async removeRecord(hash: string): Promise<void> {
    const path = this.recordPath(hash);
    await rm(path, { force: true });
    await syncDirectory(dirname(path));
  }

  /** Moves staged files into place as segments; they are unused until a record refers to them. */
  async placeSegments(hash: string, files: readonly StagedFile[]): Promise<Segment[]> {
    const shard = join(this.directory, 'blobs', hash.slice(0, 2));
    await this.ensure(shard);
    const segments: Segment[] = [];
    for (const { path, size } of files) {
      const segment = { id: randomBytes(16).toString('hex'), size };
      await rename(path, this.segmentPath(hash, segment.id));
      segments.push(segment);
    }
    await syncDirectory(shard);
    return segments;
  }

  async removeSegments(hash: string, segments: readonly Segment[]): Promise<void> {
    for (const { id } of segments) await rm(this.segmentPath(hash, id), { force: true });
  }

  segmentPath(hash: string, id: string): string {
    return join(this.directory, 'blobs', hash.slice(0, 2), `${hash}.${id}`);
  }

  /** The hashes of all records, in no order. */
  async *recordHashes(): AsyncGenerator<string> {
    const root = join(this.directory, 'records');
    for (const shard of await listOrNothing(root)) yield* await this.recordsIn(shard);
  }

  /**
   * Segments that may be orphans, by their names alone: a single segment with a record belongs to it, so only several
   * segments, or one without a record, need a check.
   */
  async *possibleOrphans(): AsyncGenerator<{ hash: string; id: string }> {
    const root = join(this.directory, 'blobs');
    for (const shard of await listOrNothing(root)) {
      const idsByHash = groupByHash(await listOrNothing(join(root, shard)));
      const recorded = new Set(await this.recordsIn(shard));
      for (const [hash, ids] of idsByHash) {
        if (ids.length > 1 || !recorded.has(hash)) yield* ids.map((id) => ({ hash, id }));
      }
    }
  }

  private async recordsIn(shard: string): Promise<string[]> {
    const names = await listOrNothing(join(this.directory, 'records', shard));
    return names.filter((name) => RECORD.test(name)).map((name) => name.slice(0, name.indexOf('.')));
  }

  private recordPath(hash: string): string {
    return join(this.directory, 'records', hash.slice(0, 2), `${hash}.json`);
  }

  private async ensure(directory: string): Promise<void> {
    if (this.ready.has(directory)) return;
    await makeDirectory(directory);
    this.ready.add(directory);
  }
}

function groupByHash(names: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const [matched, hash = '', id = ''] = BLOB.exec(name) ?? [];
    if (matched) groups.set(hash, [...(groups.get(hash) ?? []), id]);
  }
  return groups;
}

export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

export async function listOrNothing(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
