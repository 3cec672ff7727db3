import { describeMultipartUploads } from '../../src/platform/object-store/multipart.contract.js';
import { describeObjectStore } from '../../src/platform/object-store/object-store.contract.js';
import { describeObjectStoreOutage } from '../../src/platform/object-store/object-store-outage.contract.js';
import type { S3Calls } from '../../src/platform/object-store/s3/s3-calls.js';
import { describeSignedUrls } from '../../src/platform/object-store/signed-urls.contract.js';
import type { RunningStore } from '../../src/platform/object-store/testing/running-store.js';
import { SdkObjectCalls } from '../../src/platform/object-store/testing/sdk-object-calls.js';
import { startOutsideStore } from '../support/outside-store.js';
import { realStore } from '../support/real-store.js';

/** The embedded store on its own data directory, or a bucket of the real store. */
async function start(): Promise<RunningStore> {
  const { directory: _, ...running } = await startWithFiles();
  return running;
}

/** The same, with the directory of the embedded store: what it holds is read from its files. */
async function startWithFiles(): Promise<RunningStore> {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey, directory, stop } = await startOutsideStore();
  const location = { bucket, region, endpoint, forcePathStyle: true };
  return { location, credentials: { accessKeyId, secretAccessKey }, directory, stop };
}

const name = realStore ? 'The real store' : 'The embedded store';
describeObjectStore(name, start);
describeMultipartUploads(name, start);
describeObjectStoreOutage(name, start);
describeSignedUrls(name, start);

if (!realStore) {
  describeObjectStore('The embedded store, read from its files,', startWithFiles);
  describeMultipartUploads('The embedded store, read from its files,', startWithFiles);
}

const bySdk = { objectCalls: (s3: S3Calls) => new SdkObjectCalls(s3) };
describeObjectStore(`${name}, by the AWS SDK,`, start, bySdk);
describeObjectStoreOutage(`${name}, by the AWS SDK,`, start, bySdk);
