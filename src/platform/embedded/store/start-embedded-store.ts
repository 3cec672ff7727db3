import { join } from 'node:path';
import { hasCode } from './disk/durable.js';
import { EmbeddedStore } from './embedded-store.js';
import { knownIdentity, type StoreIdentity, readIdentity, writeIdentity } from './store-identity.js';
import { type StoreOptions } from './store-options.js';

const BUCKET = 'airlock';
const REGION = 'us-east-1';

export type EmbeddedStoreOptions = Partial<Omit<StoreOptions, 'dir' | 'credentials' | 'buckets'>>;

export interface RunningStore {
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
  bucket: string;
  region: string;
  /** Where its files are. */
  directory: string;
  stop: () => Promise<void>;
}

/**
 * Starts the store of a data directory with its previous credentials and port, so that URLs signed before a restart still
 * work. If the previous port is taken, a free one is used; a configured port is never replaced.
 */
export async function startEmbeddedStore(dataDir: string, options: EmbeddedStoreOptions = {}): Promise<RunningStore> {
  const dir = join(dataDir, 'store');
  const region = options.region ?? REGION;
  const identity = await readIdentity(dir);
  const store = await listen({ ...options, dir, region }, identity);
  const port = Number(new URL(store.url).port);
  if (port !== identity.port) await writeIdentity(dir, { ...identity, port });
  const { accessKeyId, secretAccessKey } = identity;
  const access = { endpoint: store.url, accessKeyId, secretAccessKey, bucket: BUCKET, region };
  return { ...access, directory: dir, stop: () => store.stop() };
}

/** The last address of the store of a data directory, if it ever ran. It may no longer be running. */
export async function lastKnownStore(dataDir: string): Promise<Omit<RunningStore, 'stop'> | null> {
  const directory = join(dataDir, 'store');
  const identity = await knownIdentity(directory);
  if (!identity?.port) return null;
  const { accessKeyId, secretAccessKey, port } = identity;
  const endpoint = `http://127.0.0.1:${port}`;
  return { endpoint, accessKeyId, secretAccessKey, bucket: BUCKET, region: REGION, directory };
}

async function listen(
  options: EmbeddedStoreOptions & { dir: string },
  { accessKeyId, secretAccessKey, port }: StoreIdentity,
): Promise<EmbeddedStore> {
  const credentials = { [accessKeyId]: secretAccessKey };
  const begin = async (at: number) => {
    const store = new EmbeddedStore({ ...options, credentials, buckets: [BUCKET], port: at });
    await store.start();
    return store;
  };
  if (options.port) return begin(options.port);
  try {
    return await begin(port);
  } catch (error) {
    if (port === 0 || !hasCode(error, 'EADDRINUSE', 'EACCES')) throw error;
    return begin(0);
  }
}
