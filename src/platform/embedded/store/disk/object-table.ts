import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { s3Errors } from '../s3-error.js';
import { isMissing } from './durable.js';
import { KeyedLock } from './keyed-lock.js';
import { KeyIndex } from './key-index.js';
import { type ObjectFiles } from './object-files.js';
import { hashOf } from './object-paths.js';
import { type ObjectDraft, type ObjectRecord, type Segment, type StoredObject, type Tag } from './object-record.js';
import { ReadLeases } from './read-leases.js';
import { type Scratch, type StagedFile } from './scratch.js';
import { openSegments } from './segment-reader.js';
import { type ByteRange, segmentSlices } from './segment-slices.js';

const MAX_RACES = 5;
const READS_PER_TURN = 32;

/** Received bytes: few in memory, many in flushed files. */
export type StagedContent = Buffer | readonly StagedFile[];

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

  read(key: string): ObjectRecord | null {
    return this.readWithBytes(key)?.record ?? null;
  }

  readWithBytes(key: string): StoredObject | null {
    return this.files.read(hashOf(key));
  }

  /** Makes staged bytes the durable content of a key, or removes them and throws the error of `guard`. */
  async commit(draft: ObjectDraft, staged: StagedContent, guard: Guard): Promise<ObjectRecord> {
    const hash = hashOf(draft.key);
    const [bytes, files] = Buffer.isBuffer(staged) ? [staged, []] : [undefined, staged];
    return this.lock.run(hash, async () => {
      let segments: Segment[] = [];
      try {
        const current = this.files.read(hash)?.record ?? null;
        guard(current);
        segments = await this.files.placeSegments(hash, files);
        const record = { ...draft, segments, modifiedAt: this.clock() };
        await this.files.write({ record, bytes });
        this.index.add(draft.key);
        if (current) await this.retire(hash, current);
        return record;
      } catch (error) {
        await this.scratch.discard(files);
        await this.removeUnlessCommitted(hash, segments);
        throw error;
      }
    });
  }

  /** Replaces an object's tags, not its bytes and version. */
  async retag(key: string, tags: Tag[]): Promise<void> {
    const hash = hashOf(key);
    await this.lock.run(hash, async () => {
      const current = this.files.read(hash);
      if (!current) throw s3Errors.keyMissing();
      await this.files.write({ ...current, record: { ...current.record, tags } });
    });
  }

  /** Removes a key if it still `matches`; returns the removed record. */
  async delete(key: string, matches: (current: ObjectRecord) => boolean = () => true): Promise<ObjectRecord | null> {
    const hash = hashOf(key);
    return this.lock.run(hash, async () => {
      const current = this.files.read(hash)?.record;
      if (!current || !matches(current)) return null;
      await this.files.removeRecord(hash);
      this.index.delete(key);
      await this.retire(hash, current);
      return current;
    });
  }

  /** The bytes of exactly this object; `null` when it was replaced and its files were removed. */
  open({ record, bytes }: StoredObject, range?: ByteRange): Buffer | Readable | null {
    if (bytes) return range ? bytes.subarray(range.start, range.end + 1) : bytes;
    const hash = hashOf(record.key);
    const release = this.leases.acquire(leaseId(hash, record.segments));
    if (!release) return null;
    const slices = [...segmentSlices(record.segments, range)];
    const content = openSegments(
      slices.map(({ id, ...span }) => ({ path: this.files.segmentPath(hash, id), ...span })),
    );
    if (content) content.once('close', () => void release());
    else void release();
    return content;
  }

  /** The bytes of the record that `pick` selects, or hard links to its files, also while the object is being replaced. */
  async stageCopy(
    key: string,
    pick: (current: ObjectRecord | null) => ObjectRecord,
  ): Promise<{ record: ObjectRecord; staged: StagedContent }> {
    for (let race = 0; race < MAX_RACES; race++) {
      const current = this.readWithBytes(key);
      const record = pick(current?.record ?? null);
      const staged = current?.bytes ?? (await this.link(record));
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

  /** The change is already durable: files that cannot be removed now are orphans until the next start. */
  private async retire(hash: string, { segments }: ObjectRecord): Promise<void> {
    if (segments.length === 0) return;
    const remove = () => this.files.removeSegments(hash, segments).catch(() => undefined);
    await this.leases.retire(leaseId(hash, segments), remove);
  }

  /** A commit that failed late may be on disk nevertheless: the record decides. */
  private async removeUnlessCommitted(hash: string, segments: readonly Segment[]): Promise<void> {
    if (segments.length === 0) return;
    const named = new Set(this.files.read(hash)?.record.segments.map(({ id }) => id));
    const orphans = segments.filter(({ id }) => !named.has(id));
    await this.files.removeSegments(hash, orphans);
  }

  private async *storedKeys(): AsyncGenerator<string> {
    let reads = 0;
    for await (const hash of this.files.recordHashes()) {
      const key = this.files.read(hash)?.record.key;
      if (key !== undefined) yield key;
      // Requests are served meanwhile.
      if (++reads % READS_PER_TURN === 0) await turn();
    }
  }
}

function leaseId(hash: string, segments: readonly Segment[]): string {
  return `${hash}.${segments[0]?.id}`;
}
