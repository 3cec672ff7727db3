import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { freePort } from '../../../src/platform/embedded/postgres/free-port.js';
import { packageFile } from '../../../src/boot/package-file.js';
import { Airlock, ROOT_KEY } from '../airlock.js';
import { Api, type Json } from '../api.js';
import { realStore } from '../real-store.js';
import { TcpProxy } from '../resilience/tcp-proxy.js';
import { launchChromium } from './chromium.js';
import { Site } from './site.js';
import { Visit } from './visit.js';

/** A person's browser, an application whose pages embed a client, and the Airlock server that both use. */
export class Application {
  private constructor(
    private readonly browser: Browser,
    readonly site: Site,
    private readonly airlock: Airlock,
    private readonly folder: string,
    readonly api: Api,
    private readonly lines: { api: TcpProxy; store: TcpProxy },
    /** Where an application of `examples` listens while it runs. */
    readonly exampleUrl: string,
  ) {}

  static async start(): Promise<Application> {
    const [site, port, examplePort] = [await Site.start(), await freePort(), await freePort()];
    const exampleUrl = `http://localhost:${examplePort}`;
    const line = await TcpProxy.to({ host: '127.0.0.1', port });
    const publicUrl = new URL(line.through('http://localhost')).origin;
    const { storeLine, settings } = await lineToStore();
    const origins = `${site.url},${exampleUrl}`;
    const env = { CORS_ORIGINS: origins, PORT: String(port), PUBLIC_URL: publicUrl, ...settings };
    const [browser, airlock, folder] = await Promise.all([
      launchChromium(),
      Airlock.start({ env }),
      mkdtemp(join(tmpdir(), 'airlock-browser-')),
    ]);
    const url = `http://127.0.0.1:${port}`;
    Object.assign(process.env, {
      APP_URL: site.url,
      AIRLOCK_URL: url,
      AIRLOCK_KEY: ROOT_KEY,
      AIRLOCK_API_KEY: ROOT_KEY,
    });
    site.use(publicUrl);
    return new Application(browser, site, airlock, folder, new Api(url), { api: line, store: storeLine }, exampleUrl);
  }

  /** Between the browser and the API. */
  get line(): TcpProxy {
    return this.lines.api;
  }

  /** Between the browser and the store. */
  get storeLine(): TcpProxy {
    return this.lines.store;
  }

  visit(page: string, origin = this.site.url): Promise<Visit> {
    return Visit.open(this.browser, `${origin}/${page}`);
  }

  /** A page of the service itself. */
  ownPage(path: string): Promise<Visit> {
    return Visit.open(this.browser, this.api.url + path);
  }

  /** Writes a file to the person's disk. */
  async file(name: string, bytes: Buffer): Promise<string> {
    await writeFile(join(this.folder, name), bytes);
    return join(this.folder, name);
  }

  /** The newest upload of this name. */
  async uploadOf(name: string): Promise<Json> {
    const { items } = (await this.api.get('/v1/uploads?limit=100')).body;
    return items.find(({ filename }: Json) => filename === name);
  }

  /** A member of the workspace, whom the application's own server logs in. */
  async person(): Promise<{ logIn(): Promise<Response> }> {
    const account = { email: 'person@example.com', password: 'a password, long enough' };
    const { user_id } = (await this.api.post('/v1/users', account)).body;
    const { workspace_id } = (await this.api.get('/v1/me')).body;
    await this.api.post(`/v1/workspaces/${workspace_id}/members`, { user_id, role: 'member' });
    const headers = { 'content-type': 'application/json' };
    return {
      logIn: () => fetch(`${this.api.url}/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify(account) }),
    };
  }

  async setQuota(quota_bytes: number): Promise<void> {
    const { organization_id } = (await this.api.get('/v1/me')).body;
    await this.api.call('PATCH', `/v1/organizations/${organization_id}`, { quota_bytes });
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.airlock.dispose();
    await this.site.stop();
    for (const line of Object.values(this.lines)) await line.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A line to the store for the browser alone, and what a server is started with to sign URLs for it. */
async function lineToStore(): Promise<{ storeLine: TcpProxy; settings: Record<string, string> }> {
  const port = String(await freePort());
  const store = realStore?.S3_ENDPOINT ?? `http://127.0.0.1:${port}`;
  const storeLine = await TcpProxy.ofUrl(store);
  const settings = { EMBEDDED_STORE_PORT: port, S3_PUBLIC_ENDPOINT: new URL(storeLine.through(store)).origin };
  return { storeLine, settings };
}

/** Code of the application's own server. */
export function ownServer(name: string): Promise<Json> {
  return import(packageFile(`test/browser/server/${name}`));
}
