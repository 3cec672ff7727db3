import { SortedKeys } from './sorted-keys.js';

/**
 * The sorted keys of a bucket, for listings. Read from disk for the first listing, not at the start, and kept up to date
 * from then on. It may contain a deleted key, but never misses an existing one: readers look the record up.
 */
export class KeyIndex {
  private keys: SortedKeys | undefined;
  private loading: Promise<SortedKeys> | undefined;

  constructor(private readonly storedKeys: () => AsyncIterable<string>) {}

  add(key: string): void {
    this.keys?.add(key);
  }

  delete(key: string): void {
    this.keys?.delete(key);
  }

  sorted(): Promise<SortedKeys> {
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  /** Keys that are committed while the disk is read are added by `add`, so none is missed. */
  private async load(): Promise<SortedKeys> {
    const keys = (this.keys = new SortedKeys());
    const found: string[] = [];
    for await (const key of this.storedKeys()) found.push(key);
    keys.merge(found);
    return keys;
  }
}
