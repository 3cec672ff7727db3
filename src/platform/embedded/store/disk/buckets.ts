import { join } from 'node:path';
import { S3Error, s3Errors } from '../s3-error.js';
import { Bucket } from './bucket.js';
import { syncDirectory } from './directory-sync.js';
import { makeDirectory } from './durable.js';
import { listOrNothing } from './object-files.js';
import { Scratch } from './scratch.js';

/** No slash and no leading dot, so a name is safe as a directory. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** All buckets of a store directory. One process may use a directory at a time. */
export class Buckets {
  readonly scratch: Scratch;
  private readonly root: string;
  private readonly byName = new Map<string, Bucket>();

  constructor(
    directory: string,
    private readonly clock: () => number,
  ) {
    this.root = join(directory, 'buckets');
    this.scratch = new Scratch(join(directory, 'scratch'));
  }

  async open(): Promise<void> {
    await this.scratch.open();
    await makeDirectory(this.root);
    for (const name of await listOrNothing(this.root)) if (BUCKET_NAME.test(name)) await this.load(name);
  }

  get(name: string): Bucket | undefined {
    return this.byName.get(name);
  }

  require(name: string): Bucket {
    const bucket = this.byName.get(name);
    if (!bucket) throw s3Errors.bucketMissing();
    return bucket;
  }

  all(): Bucket[] {
    return [...this.byName.values()];
  }

  /** Creates a bucket; `false` when it exists. */
  async create(name: string): Promise<boolean> {
    if (this.byName.has(name)) return false;
    if (!BUCKET_NAME.test(name)) {
      throw new S3Error(400, 'InvalidBucketName', 'Use 3 to 63 lower-case letters, digits, dots and hyphens.');
    }
    await this.load(name);
    return true;
  }

  async remove(bucket: Bucket): Promise<void> {
    if (!(await bucket.isEmpty())) throw new S3Error(409, 'BucketNotEmpty', 'Delete its objects and uploads first.');
    this.byName.delete(bucket.name);
    await this.scratch.discardDirectory(bucket.directory);
    await syncDirectory(this.root);
  }

  private async load(name: string): Promise<void> {
    const bucket = new Bucket(name, join(this.root, name), this.scratch, this.clock);
    await bucket.open();
    this.byName.set(name, bucket);
  }
}
