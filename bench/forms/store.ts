import { startEmbeddedStore } from '../../src/platform/embedded/store/start-embedded-store.js';

// A process of its own: what the store costs is not to be taken for what sending costs.
const { endpoint, accessKeyId, secretAccessKey, bucket } = await startEmbeddedStore(process.env.BENCH_STORE_DIR!);
const settings = {
  S3_ENDPOINT: endpoint,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_STORAGE_BUCKET_NAME: bucket,
};
console.log(`store ready ${JSON.stringify(settings)}`);
