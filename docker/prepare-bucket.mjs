// Creates the bucket with CORS and without public ACLs, as the settings of Airlock name it. Can run any number of times.
import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateBucketCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { corsToApply, lifecycleToApply } from '../dist/src/platform/object-store/probe/bucket-configuration.js';

const DEADLINE_MS = 120_000;
const { env } = process;
const Bucket = env.AWS_STORAGE_BUCKET_NAME;
const s3 = new S3Client({
  endpoint: env.S3_ENDPOINT,
  region: env.AWS_S3_REGION_NAME ?? 'us-east-1',
  forcePathStyle: true,
});
const origins = (env.CORS_ORIGINS || '*').split(',').map((origin) => origin.trim());

/** The store may still be starting. */
async function createBucket() {
  for (const began = Date.now(); ; await pause(1_000)) {
    try {
      return await s3.send(new CreateBucketCommand({ Bucket }));
    } catch (error) {
      if (error.name === 'BucketAlreadyOwnedByYou') return undefined;
      if (Date.now() - began > DEADLINE_MS) throw error;
    }
  }
}

/** What not every store supports. Airlock probes at its start what the store enforces. */
async function applyIfKnown(what, command) {
  await s3.send(command).catch((error) => console.warn(`The store does not take ${what}: ${error.name}.`));
}

await createBucket();
await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: corsToApply(origins) }));
const PublicAccessBlockConfiguration = { IgnorePublicAcls: true };
await applyIfKnown(
  'a public access block',
  new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }),
);
const LifecycleConfiguration = lifecycleToApply();
await applyIfKnown('a lifecycle', new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
console.log(`The bucket ${Bucket} is ready.`);
