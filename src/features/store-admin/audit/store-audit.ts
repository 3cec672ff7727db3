import pMap from 'p-map';
import type { ListedObject, ObjectStore } from '../../../platform/object-store/object-store.js';
import { type Compared, compareKeys } from './compare-keys.js';
import type { RecordedKeysRepository } from './recorded-keys.repository.js';

/** Bytes that a record needs and the bucket does not have, with up to three of the uploads that have them. */
export interface MissingBytes {
  key: string;
  use: 'file' | 'variant';
  uploads: string[];
}

/** What differs. Bytes of other programs, which lie outside of every workspace, are counted and left alone. */
export type Difference = ({ state: 'missing' } & MissingBytes) | ({ state: 'unrecorded' } & ListedObject);

export interface StoreAuditTotals {
  present: number;
  missing: number;
  unrecorded: number;
  unrecordedBytes: number;
  /** Without a record, and younger than `olderThanMs`: perhaps of an upload that was created meanwhile. */
  young: number;
  /** Not below a workspace. */
  foreign: number;
  discarded: number;
}

export interface StoreAuditOptions {
  /** Younger objects without a record are not reported. */
  olderThanMs: number;
  /** Hands bytes without a record over to the trash. */
  discards: boolean;
}

const BATCH = 500;
const LOOKS_AT_ONCE = 8;
const WORKSPACE = /^(ws_[0-9a-z]{16})\//;

/** Compares all that is recorded with all that the bucket has. Needs memory for a batch, whatever the size of both. */
export class StoreAudit {
  readonly totals: StoreAuditTotals = {
    present: 0,
    missing: 0,
    unrecorded: 0,
    unrecordedBytes: 0,
    young: 0,
    foreign: 0,
    discarded: 0,
  };

  constructor(
    private readonly records: RecordedKeysRepository,
    private readonly store: ObjectStore,
    private readonly options: StoreAuditOptions,
  ) {}

  async *run(): AsyncGenerator<Difference> {
    const missing: Extract<Compared, { state: 'missing' }>[] = [];
    const unrecorded: Extract<Compared, { state: 'unrecorded' }>[] = [];
    for await (const compared of compareKeys(this.records.all(), this.listed())) {
      if (compared.state === 'present') this.totals.present += 1;
      if (compared.state === 'missing') missing.push(compared);
      if (compared.state === 'unrecorded' && this.isOurs(compared)) unrecorded.push(compared);
      if (missing.length === BATCH) yield* this.confirmed(missing.splice(0));
      if (unrecorded.length === BATCH) yield* this.discarded(unrecorded.splice(0));
    }
    yield* this.confirmed(missing);
    yield* this.discarded(unrecorded);
  }

  private async *listed(): AsyncGenerator<ListedObject> {
    let next: string | null = null;
    do {
      const page = await this.store.pageOfObjects(next);
      yield* page.objects;
      next = page.next;
    } while (next !== null);
  }

  private isOurs({ key, modifiedAt }: ListedObject): boolean {
    const { totals, options } = this;
    if (!WORKSPACE.test(key)) totals.foreign += 1;
    else if (Date.now() - modifiedAt.getTime() < options.olderThanMs) totals.young += 1;
    else return true;
    return false;
  }

  /** Looks again: a record may be gone by now, and bytes that were written during the listing were not listed. */
  private async *confirmed(missing: { key: string; use: MissingBytes['use'] }[]): AsyncGenerator<Difference> {
    const needed = await this.records.needed(missing.map(({ key }) => key));
    const still = missing.filter(({ key }) => needed.has(key));
    const found = await pMap(still, ({ key }) => this.store.head(key), { concurrency: LOOKS_AT_ONCE });
    for (const [index, { key, use }] of still.entries()) {
      if (found[index]) continue;
      this.totals.missing += 1;
      yield { state: 'missing', key, use, uploads: needed.get(key)! };
    }
  }

  private async *discarded(unrecorded: ListedObject[]): AsyncGenerator<Difference> {
    if (this.options.discards && unrecorded.length > 0) {
      await this.records.discard(unrecorded.map(({ key }) => ({ key, workspaceId: WORKSPACE.exec(key)![1]! })));
      this.totals.discarded += unrecorded.length;
    }
    for (const { key, size, modifiedAt } of unrecorded) {
      this.totals.unrecorded += 1;
      this.totals.unrecordedBytes += size;
      yield { state: 'unrecorded', key, size, modifiedAt };
    }
  }
}
