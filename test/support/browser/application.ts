import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { packageFile } from '../../../src/boot/package-file.js';
import { Airlock, ROOT_KEY } from '../airlock.js';
import { Api, type Json } from '../api.js';
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
  ) {}

  static async start(): Promise<Application> {
    const site = await Site.start();
    const [browser, airlock, folder] = await Promise.all([
      launchChromium(),
      Airlock.start({ env: { CORS_ORIGINS: site.url } }),
      mkdtemp(join(tmpdir(), 'airlock-browser-')),
    ]);
    Object.assign(process.env, { APP_URL: site.url, AIRLOCK_URL: airlock.url, AIRLOCK_KEY: ROOT_KEY });
    return new Application(browser, site, airlock, folder, new Api(airlock.url));
  }

  get url(): string {
    return this.airlock.url;
  }

  visit(page: string, origin = this.site.url): Promise<Visit> {
    return Visit.open(this.browser, `${origin}/${page}`);
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
      logIn: () => fetch(`${this.url}/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify(account) }),
    };
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.airlock.dispose();
    await this.site.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Code of the application's own server. */
export function ownServer(name: string): Promise<Json> {
  return import(packageFile(`test/browser/server/${name}`));
}
