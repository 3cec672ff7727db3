import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { s3Errors } from '../s3-error.js';
import { isMissing } from './durable.js';
import { KeyedLock } from './keyed-lock.js';
import { KeyIndex } from './key-index.js';
import { hashOf, type ObjectFiles } from './object-files.js';
import { type ObjectDraft, type ObjectRecord, type Segment, type Tag } from './object-record.js';
import { ReadLeases } from './read-leases.js';
import { type Scratch, type StagedFile } from './scratch.js';
import { segmentSlices } from './segment-slices.js';

const READ_BUFFER_BYTES = 256 * 1024;
const MAX_RACES = 5;
const CONCURRENT_READS = 32;

/** Inclusive byte positions. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Throws to refuse a commit, depending on the current object. */
export type Guard = (current: ObjectRecord | null) => void;

/**
 * The objects of one bucket. A commit reads, checks and replaces a key's record under the lock of the key, so that only one
 * of many create-only writers succeeds. The bytes are received before, without a lock.
 */
export class ObjectTable {
  readonly index = new KeyIndex(() => this.storedKeys());
  private readonly lock = new KeyedLock();
  private readonly leases = new ReadLeases();

  constructor(
    private readonly files: ObjectFiles,
    private readonly scratch: Scratch,
    private readonly clock: () => number,
  ) {}

  read(key: string): Promise<ObjectRecord | null> {
    return this.files.readRecord(hashOf(key));
  }

  /** Makes staged files the durable content of a key, or removes them and throws the error of `guard`. */
  async commit(draft: ObjectDraft, staged: readonly StagedFile[], guard: Guard): Promise<ObjectRecord> {
    const hash = hashOf(draft.key);
    return this.lock.run(hash, async () => {
      let segments: Segment[] = [];
      try {
        const current = await this.files.readRecord(hash);
        guard(current);
        segments = await this.files.placeSegments(hash, staged);
        const record = { ...draft, segments, modifiedAt: this.clock() };
        await this.files.writeRecord(record);
        this.index.add(draft.key);
        if (current) await this.retire(hash, current);
        return record;
      } catch (error) {
        await this.scratch.discard(staged);
        await this.removeUnlessCommitted(hash, segments);
        throw error;
      }
    });
  }

  /** Replaces an object's tags, not its bytes and version. */
  async retag(key: string, tags: Tag[]): Promise<void> {
    const hash = hashOf(key);
    await this.lock.run(hash, async () => {
      const current = await this.files.readRecord(hash);
      if (!current) throw s3Errors.keyMissing();
      await this.files.writeRecord({ ...current, tags });
    });
  }

  /** Removes a key if it still `matches`; returns the removed record. */
  async delete(key: string, matches: (current: ObjectRecord) => boolean = () => true): Promise<ObjectRecord | null> {
    const hash = hashOf(key);
    return this.lock.run(hash, async () => {
      const current = await this.files.readRecord(hash);
      if (!current || !matches(current)) return null;
      await this.files.removeRecord(hash);
      this.index.delete(key);
      await this.retire(hash, current);
      return current;
    });
  }

  /** Opens the bytes of exactly this record; `null` when it was replaced and its files were removed. */
  async openContent(record: ObjectRecord, range?: ByteRange): Promise<Readable | null> {
    const hash = hashOf(record.key);
    const release = this.leases.acquire(leaseId(hash, record.segments));
    if (!release) return null;
    try {
      await (await open(this.files.segmentPath(hash, record.segments[0]!.id))).close();
    } catch (error) {
      await release();
      if (isMissing(error)) return null;
      throw error;
    }
    const content = Readable.from(this.content(hash, record, range), { objectMode: false });
    content.once('close', () => void release());
    return content;
  }

  /** Hard links to the files of the record that `pick` selects, also while the object is being replaced. */
  async stageLinks(
    key: string,
    pick: (current: ObjectRecord | null) => ObjectRecord,
  ): Promise<{ record: ObjectRecord; staged: StagedFile[] }> {
    for (let race = 0; race < MAX_RACES; race++) {
      const record = pick(await this.read(key));
      const staged = await this.link(record);
      if (staged) return { record, staged };
    }
    throw s3Errors.preconditionFailed();
  }

  /** Removes a segment without a record, which a crash left between two steps. */
  async removeOrphan(hash: string, id: string): Promise<void> {
    await this.lock.run(hash, () => this.removeUnlessCommitted(hash, [{ id, size: 0 }]));
  }

  private async link(record: ObjectRecord): Promise<StagedFile[] | null> {
    const hash = hashOf(record.key);
    const release = this.leases.acquire(leaseId(hash, record.segments));
    if (!release) return null;
    const staged: StagedFile[] = [];
    try {
      for (const { id, size } of record.segments) {
        staged.push({ path: await this.scratch.linkOf(this.files.segmentPath(hash, id)), size });
      }
      return staged;
    } catch (error) {
      await this.scratch.discard(staged);
      if (isMissing(error)) return null;
      throw error;
    } finally {
      await release();
    }
  }

  private async *content(hash: string, record: ObjectRecord, range?: ByteRange): AsyncGenerator<Buffer> {
    for (const { id, start, end } of segmentSlices(record.segments, range)) {
      const path = this.files.segmentPath(hash, id);
      yield* createReadStream(path, { start, end, highWaterMark: READ_BUFFER_BYTES });
    }
  }

  /** The change is already durable: files that cannot be removed now are orphans until the next start. */
  private async retire(hash: string, { segments }: ObjectRecord): Promise<void> {
    const remove = () => this.files.removeSegments(hash, segments).catch(() => undefined);
    await this.leases.retire(leaseId(hash, segments), remove);
  }

  /** A commit that failed late may be on disk nevertheless: the record decides. */
  private async removeUnlessCommitted(hash: string, segments: readonly Segment[]): Promise<void> {
    if (segments.length === 0) return;
    const named = new Set((await this.files.readRecord(hash))?.segments.map(({ id }) => id));
    const orphans = segments.filter(({ id }) => !named.has(id));
    await this.files.removeSegments(hash, orphans);
  }

  private async *storedKeys(): AsyncGenerator<string> {
    let batch: string[] = [];
    for await (const hash of this.files.recordHashes()) {
      batch.push(hash);
      if (batch.length < CONCURRENT_READS) continue;
      yield* await this.keysOf(batch);
      batch = [];
    }
    yield* await this.keysOf(batch);
  }

  private async keysOf(hashes: readonly string[]): Promise<string[]> {
    const records = await Promise.all(hashes.map((hash) => this.files.readRecord(hash)));
    return records.filter((record) => record !== null).map(({ key }) => key);
  }
}

function leaseId(hash: string, segments: readonly Segment[]): string {
  return `${hash}.${segments[0]?.id}`;
}
