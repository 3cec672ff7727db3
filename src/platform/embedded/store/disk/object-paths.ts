import { hash as digest } from 'node:crypto';
import { join } from 'node:path';

/** Where the files of a bucket's objects are. A key never becomes part of a path. */
export class ObjectPaths {
  constructor(private readonly directory: string) {}

  get records(): string {
    return join(this.directory, 'records');
  }

  get blobs(): string {
    return join(this.directory, 'blobs');
  }

  /** Of an object with this hash of its key. */
  record(hash: string): string {
    return join(this.records, hash.slice(0, 2), `${hash}.json`);
  }

  /** An immutable file with bytes of that object. */
  segment(hash: string, id: string): string {
    return join(this.blobs, hash.slice(0, 2), `${hash}.${id}`);
  }
}

export function hashOf(key: string): string {
  return digest('sha256', key);
}
