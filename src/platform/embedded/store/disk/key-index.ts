import { SortedKeys } from './sorted-keys.js';

/**
 * The keys of a bucket in order, for listing. Read from disk at the first listing, not at the start, and kept up to
 * date from then on. It may name a key that is gone, never miss one that is there: readers look the record up.
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

  /** Keys committed while the disk is read are added by `add`, so none falls between. */
  private async load(): Promise<SortedKeys> {
    const keys = (this.keys = new SortedKeys());
    const found: string[] = [];
    for await (const key of this.storedKeys()) found.push(key);
    keys.merge(found);
    return keys;
  }
}
