import { Airlock } from './airlock.js';
import { testDatabase, type TestDatabase } from './postgres.js';
import { ProxiedStore } from './proxied-store.js';
import { CHECK_TOMORROW } from './resilience/stored-state.js';
import type { StoreAccess } from './store-access.js';

/** Of both processes. */
export const SHARED_SECRET = 'a secret that api and worker share, long enough';

/**
 * An API process and a worker on a shared database and store. The store sends no events, and the worker reaches it through
 * a proxy, so that a test decides what happens between two steps of admission.
 */
export class SplitAirlock {
  readonly store: StoreAccess;
  private readonly others: Airlock[] = [];

  private constructor(
    readonly api: Airlock,
    readonly worker: Airlock,
    readonly database: TestDatabase,
    private readonly shared: ProxiedStore,
    private readonly apiEnv: Record<string, string>,
  ) {
    this.store = shared.access();
  }

  static async start(
    apiEnv: Record<string, string> = {},
    workerEnv: Record<string, string> = {},
  ): Promise<SplitAirlock> {
    const shared = await ProxiedStore.start();
    const database = await testDatabase();
    const env = (endpoint: string) => ({
      DATABASE_URL: database.url,
      AIRLOCK_SECRET: SHARED_SECRET,
      ...shared.settings(endpoint),
    });
    const ofApi = { ...env(shared.url), AIRLOCK_ROLE: 'api', ...apiEnv };
    const api = await Airlock.start({ env: ofApi });
    const ofWorker = { ...env(shared.proxy.endpoint), AIRLOCK_ROLE: 'worker', ...workerEnv };
    const worker = await Airlock.start({ env: ofWorker });
    return new SplitAirlock(api, worker, database, shared, ofApi);
  }

  /** One more API process on the same parts. */
  async anotherApi(): Promise<Airlock> {
    const api = await Airlock.start({ env: this.apiEnv });
    this.others.push(api);
    return api;
  }

  /** The worker's next request of this kind waits for `meanwhile`. Resolves when that is done; later ones pass. */
  async before(method: string, key: string, meanwhile: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const pending = { done: false };
      this.shared.proxy.faults.before = async (request) => {
        if (pending.done || request.method !== method || !request.url?.includes(key)) return;
        pending.done = true;
        await meanwhile().then(resolve, reject);
      };
    });
  }

  /** Postpones the reconciler's checks by a day: only an event or a confirmation can complete an upload. */
  async keepReconcilerAway(): Promise<void> {
    await this.database.query(CHECK_TOMORROW);
  }

  async dispose(): Promise<void> {
    await this.worker.dispose();
    for (const api of [this.api, ...this.others]) await api.dispose();
    this.store.close();
    await this.shared.stop();
    await this.database.drop();
  }
}
