import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedStore } from '../../src/platform/embedded/store/index.js';
import { type MeddlingProxy, startMeddlingProxy } from '../../src/platform/object-store/testing/meddling-proxy.js';
import { Airlock } from './airlock.js';
import { testDatabase, type TestDatabase } from './postgres.js';
import { StoreAccess } from './store-access.js';

const credentials = { accessKeyId: 'splitkey', secretAccessKey: 'splitsecretsplitsecret' };

/**
 * An api and a worker of their own on a shared database and store. The store sends no events, and every word between it
 * and the worker passes a proxy: a test decides what happens between two steps of admission.
 */
export class SplitAirlock {
  readonly store: StoreAccess;

  private constructor(
    readonly api: Airlock,
    private readonly worker: Airlock,
    readonly database: TestDatabase,
    private readonly shared: SharedStore,
  ) {
    this.store = StoreAccess.at(shared.embedded.url, credentials);
  }

  static async start(apiEnv: Record<string, string> = {}): Promise<SplitAirlock> {
    const shared = await startStore();
    const database = await testDatabase();
    const env = (endpoint: string) => ({
      DATABASE_URL: database.url,
      AIRLOCK_SECRET: 'a secret that api and worker share, long enough',
      S3_ENDPOINT: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_STORAGE_BUCKET_NAME: 'airlock',
    });
    const api = await Airlock.start({ env: { ...env(shared.embedded.url), AIRLOCK_ROLE: 'api', ...apiEnv } });
    const worker = await Airlock.start({ env: { ...env(shared.proxy.endpoint), AIRLOCK_ROLE: 'worker' } });
    return new SplitAirlock(api, worker, database, shared);
  }

  /** The worker's next request of this kind waits for `meanwhile`. Resolves when that is done; later ones pass. */
  async before(method: string, key: string, meanwhile: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const pending = { done: false };
      this.shared.proxy.meddling.before = async (request) => {
        if (pending.done || request.method !== method || !request.url?.includes(key)) return;
        pending.done = true;
        await meanwhile().then(resolve, reject);
      };
    });
  }

  async dispose(): Promise<void> {
    await this.worker.dispose();
    await this.api.dispose();
    this.store.close();
    await this.shared.stop();
    await this.database.drop();
  }
}

interface SharedStore {
  embedded: EmbeddedStore;
  proxy: MeddlingProxy;
  stop(): Promise<void>;
}

async function startStore(): Promise<SharedStore> {
  const dir = await mkdtemp(join(tmpdir(), 'airlock-split-'));
  const { accessKeyId, secretAccessKey } = credentials;
  const embedded = new EmbeddedStore({ dir, credentials: { [accessKeyId]: secretAccessKey }, buckets: ['airlock'] });
  await embedded.start();
  const proxy = await startMeddlingProxy(embedded.url);
  const stop = async () => {
    await proxy.stop();
    await embedded.stop();
    await rm(dir, { recursive: true, force: true });
  };
  return { embedded, proxy, stop };
}
