import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe } from '@jest/globals';
import { corsToApply } from '../../src/platform/object-store/probe/bucket-configuration.js';

/** A server outside of Airlock, as `npm run test:real` names it; without it every server under test has its own store. */
interface RealStore {
  S3_ENDPOINT: string;
  AWS_ACCESS_KEY_ID: string;
  AWS_SECRET_ACCESS_KEY: string;
  AWS_S3_REGION_NAME: string;
}

export const realStore = process.env.AIRLOCK_TEST_STORE
  ? (JSON.parse(process.env.AIRLOCK_TEST_STORE) as RealStore)
  : undefined;

/** How long a test may take that is allowed more than others: a whole store on the same machine takes its share of it. */
export const patience = (ms: number): number => (realStore ? 3 * ms : ms);

/** For what only the embedded store has: its files, its events, its own refusals. */
export function describeEmbedded(name: string, tests: () => void): void {
  if (realStore) describe.skip(`${name} (only the embedded store has it)`, tests);
  else describe(name, tests);
}

/** The bucket of the server that keeps its data there; the embedded store has one of its own anyway. */
export function bucketOf(dataDir: string): string {
  return realStore ? `airlock-${createHash('sha256').update(dataDir).digest('hex').slice(0, 24)}` : 'airlock';
}

/** Settings that put a server under test on the real store, in a bucket that is there from now on. Nothing without one. */
export async function realStoreSettings(dataDir: string): Promise<Record<string, string>> {
  if (!realStore) return {};
  const Bucket = bucketOf(dataDir);
  await withClient(realStore, async (s3) => {
    const known = await s3.send(new HeadBucketCommand({ Bucket })).catch(() => null);
    if (known) return;
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: corsToApply(['*']) }));
    // Ignored, not blocked: some gateways that block public ACLs refuse every PUT.
    const PublicAccessBlockConfiguration = { IgnorePublicAcls: true };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  });
  return { ...realStore, AWS_STORAGE_BUCKET_NAME: Bucket };
}

/** Removes the bucket of a server with everything in it. */
export const dropRealBucket = (dataDir: string): Promise<void> => dropBucket(bucketOf(dataDir));

/** The same for a bucket by name. The embedded store removes its own with its files. */
export async function dropBucket(Bucket: string): Promise<void> {
  if (!realStore) return;
  await withClient(realStore, async (s3) => {
    if (!(await s3.send(new HeadBucketCommand({ Bucket })).catch(() => null))) return;
    for (;;) {
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
      if (!Uploads.length) break;
      for (const { Key, UploadId } of Uploads)
        await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: Key!, UploadId: UploadId! }));
    }
    for (;;) {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      if (!Contents.length) break;
      const Objects = Contents.map(({ Key }) => ({ Key: Key! }));
      await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    }
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });
}

async function withClient(store: RealStore, work: (s3: S3Client) => Promise<void>): Promise<void> {
  const { S3_ENDPOINT: endpoint, AWS_S3_REGION_NAME: region } = store;
  const credentials = { accessKeyId: store.AWS_ACCESS_KEY_ID, secretAccessKey: store.AWS_SECRET_ACCESS_KEY };
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    await work(s3);
  } finally {
    s3.destroy();
  }
}
