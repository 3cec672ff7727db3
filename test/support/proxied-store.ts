import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedStore } from '../../src/platform/embedded/store/index.js';
import { type MeddlingProxy, startMeddlingProxy } from '../../src/platform/object-store/testing/meddling-proxy.js';
import { StoreAccess } from './store-access.js';

const credentials = { accessKeyId: 'splitkey', secretAccessKey: 'splitsecretsplitsecret' };

/** Our own store as a stranger: it sends no events, and whoever takes the proxy's endpoint passes the proxy. */
export class ProxiedStore {
  readonly bucket = 'airlock';
  readonly credentials = credentials;

  private constructor(
    private readonly dir: string,
    private readonly embedded: EmbeddedStore,
    readonly proxy: MeddlingProxy,
  ) {}

  static async start(): Promise<ProxiedStore> {
    const dir = await mkdtemp(join(tmpdir(), 'airlock-store-'));
    const { accessKeyId, secretAccessKey } = credentials;
    const embedded = new EmbeddedStore({ dir, credentials: { [accessKeyId]: secretAccessKey }, buckets: ['airlock'] });
    await embedded.start();
    return new ProxiedStore(dir, embedded, await startMeddlingProxy(embedded.url));
  }

  /** Past the proxy. */
  get url(): string {
    return this.embedded.url;
  }

  /** What a server that uses it is started with. */
  settings(endpoint = this.proxy.endpoint): Record<string, string> {
    return {
      S3_ENDPOINT: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_STORAGE_BUCKET_NAME: 'airlock',
    };
  }

  access(): StoreAccess {
    return StoreAccess.at(this.url, credentials);
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.embedded.stop();
    await rm(this.dir, { recursive: true, force: true });
  }
}
