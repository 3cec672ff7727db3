import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStore } from '../../src/platform/embedded/store/start-embedded-store.js';
import { describeMultipartUploads } from '../../src/platform/object-store/multipart.contract.js';
import { describeObjectStore } from '../../src/platform/object-store/object-store.contract.js';
import { describeObjectStoreOutage } from '../../src/platform/object-store/object-store-outage.contract.js';
import type { S3Calls } from '../../src/platform/object-store/s3/s3-calls.js';
import { describeSignedUrls } from '../../src/platform/object-store/signed-urls.contract.js';
import type { RunningStore } from '../../src/platform/object-store/testing/running-store.js';
import { SdkObjectCalls } from '../../src/platform/object-store/testing/sdk-object-calls.js';

/** The embedded store on its own data directory. */
async function start(): Promise<RunningStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airlock-store-'));
  const { endpoint, bucket, region, accessKeyId, secretAccessKey, stop } = await startEmbeddedStore(dataDir);
  return {
    location: { bucket, region, endpoint, forcePathStyle: true },
    credentials: { accessKeyId, secretAccessKey },
    stop: async () => {
      await stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

const name = 'The embedded store';
describeObjectStore(name, start);
describeMultipartUploads(name, start);
describeObjectStoreOutage(name, start);
describeSignedUrls(name, start);

const bySdk = { objectCalls: (s3: S3Calls) => new SdkObjectCalls(s3) };
describeObjectStore(`${name}, by the AWS SDK,`, start, bySdk);
describeObjectStoreOutage(`${name}, by the AWS SDK,`, start, bySdk);
