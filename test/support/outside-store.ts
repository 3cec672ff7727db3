import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningStore, startEmbeddedStore } from '../../src/platform/embedded/store/index.js';
import { bucketOf, dropRealBucket, realStore, realStoreSettings } from './real-store.js';

/** `directory`: of the embedded store. */
export type OutsideStore = Omit<RunningStore, 'directory'> & Partial<Pick<RunningStore, 'directory'>>;

/** A store that no server under test embeds, without events: a bucket of the real store, or the embedded store on its own. */
export async function startOutsideStore(): Promise<OutsideStore> {
  const directory = await mkdtemp(join(tmpdir(), 'airlock-store-'));
  const { stop: leave, ...store } = realStore ? await realBucket(directory) : await startEmbeddedStore(directory);
  const stop = async () => {
    await leave();
    await rm(directory, { recursive: true, force: true });
  };
  return { ...store, stop };
}

/** What a server is started with that uses it, by way of another address if one is given. */
export function outsideStoreSettings(store: OutsideStore, endpoint = store.endpoint): Record<string, string> {
  return {
    S3_ENDPOINT: endpoint,
    AWS_STORAGE_BUCKET_NAME: store.bucket,
    AWS_S3_REGION_NAME: store.region,
    AWS_ACCESS_KEY_ID: store.accessKeyId,
    AWS_SECRET_ACCESS_KEY: store.secretAccessKey,
  };
}

async function realBucket(directory: string): Promise<OutsideStore> {
  await realStoreSettings(directory);
  const { S3_ENDPOINT: endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = realStore!;
  const where = { endpoint, region: realStore!.AWS_S3_REGION_NAME, bucket: bucketOf(directory) };
  return { ...where, accessKeyId, secretAccessKey, stop: () => dropRealBucket(directory) };
}
