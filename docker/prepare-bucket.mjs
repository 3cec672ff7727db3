// Makes the bucket and lets browsers in, as the settings of Airlock name them. Can run any number of times.
import { setTimeout as pause } from 'node:timers/promises';
import { CreateBucketCommand, PutBucketCorsCommand, S3Client } from '@aws-sdk/client-s3';

const DEADLINE_MS = 120_000;
const { env } = process;
const Bucket = env.AWS_STORAGE_BUCKET_NAME;
const s3 = new S3Client({
  endpoint: env.S3_ENDPOINT,
  region: env.AWS_S3_REGION_NAME ?? 'us-east-1',
  forcePathStyle: true,
});
const rule = {
  AllowedOrigins: (env.CORS_ORIGINS || '*').split(',').map((origin) => origin.trim()),
  AllowedMethods: ['GET', 'HEAD', 'PUT', 'POST'],
  AllowedHeaders: ['*'],
  ExposeHeaders: ['ETag'],
  MaxAgeSeconds: 3600,
};

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

await createBucket();
await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }));
console.log(`The bucket ${Bucket} is ready.`);
