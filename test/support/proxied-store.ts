import { type FaultyProxy, startFaultyProxy } from '../../src/platform/object-store/testing/faulty-proxy.js';
import { type OutsideStore, outsideStoreSettings, startOutsideStore } from './outside-store.js';
import { StoreAccess } from './store-access.js';

/** A store outside of Airlock, without events, and a proxy before it for those who use its endpoint. */
export class ProxiedStore {
  private constructor(
    private readonly store: OutsideStore,
    readonly proxy: FaultyProxy,
  ) {}

  static async start(): Promise<ProxiedStore> {
    const store = await startOutsideStore();
    return new ProxiedStore(store, await startFaultyProxy(store.endpoint));
  }

  /** Past the proxy. */
  get url(): string {
    return this.store.endpoint;
  }

  get bucket(): string {
    return this.store.bucket;
  }

  /** Where the files of the embedded store are. */
  get directory(): string | undefined {
    return this.store.directory;
  }

  get credentials(): { accessKeyId: string; secretAccessKey: string } {
    const { accessKeyId, secretAccessKey } = this.store;
    return { accessKeyId, secretAccessKey };
  }

  /** What a server that uses it is started with. */
  settings(endpoint = this.proxy.endpoint): Record<string, string> {
    return outsideStoreSettings(this.store, endpoint);
  }

  access(): StoreAccess {
    return StoreAccess.at(this.url, this.credentials, this.bucket);
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.store.stop();
  }
}
