import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AirlockError, type Client, type ClientOptions, createClient, type Progress } from '@airlock/sdk';
import { Airlock, ROOT_KEY } from '../airlock.js';
import { Api, type Json } from '../api.js';
import { ProxiedStore } from '../proxied-store.js';
import { TcpProxy } from '../resilience/tcp-proxy.js';
import { until } from '../resilience/until.js';

export const MIB = 1024 ** 2;

/** A request that arrived at the store. */
export interface SeenPut {
  part: number | undefined;
  headers: Record<string, string | string[] | undefined>;
}

/** A service and its store, and lines to both that can be cut; only clients use the one to the store. */
export class SdkScene {
  readonly puts: SeenPut[] = [];

  private constructor(
    readonly airlock: Airlock,
    readonly store: ProxiedStore,
    /** Between the client and the service. */
    readonly apiLine: TcpProxy,
    /** Between the client and the store. */
    readonly storeLine: TcpProxy,
    readonly folder: string,
  ) {
    this.mend();
  }

  static async start(env: Record<string, string> = {}): Promise<SdkScene> {
    const store = await ProxiedStore.start();
    const storeLine = await TcpProxy.ofUrl(store.proxy.endpoint);
    const publicEndpoint = new URL(storeLine.through(store.proxy.endpoint)).origin;
    const airlock = await Airlock.start({
      env: { ...store.settings(store.url), S3_PUBLIC_ENDPOINT: publicEndpoint, ...env },
    });
    const folder = await mkdtemp(join(tmpdir(), 'airlock-sdk-'));
    return new SdkScene(airlock, store, await TcpProxy.ofUrl(airlock.url), storeLine, folder);
  }

  /** The service past every line. */
  get api(): Api {
    return new Api(this.airlock.url);
  }

  get url(): string {
    return new URL(this.apiLine.through(this.airlock.url)).origin;
  }

  client(options: Partial<ClientOptions> = {}): Client {
    return createClient({ baseUrl: this.url, apiKey: ROOT_KEY, retries: { baseMs: 20 }, ...options });
  }

  /** Everything works again, and requests are counted from here. */
  mend(): void {
    this.puts.length = 0;
    this.store.proxy.faults = {
      before: ({ method, url, headers }) => {
        const part = new URL(url!, 'http://store').searchParams.get('partNumber');
        if (method === 'PUT' && url!.includes('/staging/'))
          this.puts.push({ part: part === null ? undefined : Number(part), headers });
      },
    };
    for (const line of [this.apiLine, this.storeLine]) line.set('open');
  }

  /** Cuts both lines, and mends them when the client has tried in vain. */
  async cut(): Promise<void> {
    const lines = [this.apiLine, this.storeLine];
    const refused = () => lines.reduce((sum, line) => sum + line.refused, 0);
    const before = refused();
    for (const line of lines) line.set('reset');
    await until(() => refused() >= before + 3);
    for (const line of lines) line.set('open');
  }

  /** A file on disk whose blocks all differ. Answers it as a Blob, and its SHA-256. */
  async file(name: string, size: number): Promise<{ blob: Blob; path: string; sha256: string }> {
    const path = join(this.folder, name);
    const [file, hash] = [await open(path, 'w'), createHash('sha256')];
    const block = Buffer.alloc(MIB, name);
    for (let at = 0; at < size; at += MIB) {
      block.writeUInt32BE(at / MIB, 100);
      const bytes = block.subarray(0, Math.min(MIB, size - at));
      hash.update(bytes);
      await file.write(bytes);
    }
    await file.close();
    return { blob: await openAsBlob(path), path, sha256: hash.digest('hex') };
  }

  /** All uploads of this name. */
  async uploadsOf(name: string): Promise<Json[]> {
    const { items } = (await this.api.get('/v1/uploads?limit=100')).body;
    return items.filter(({ filename }: Json) => filename === name);
  }

  /** Their states. */
  async statusOf(name: string): Promise<string[]> {
    return (await this.uploadsOf(name)).map(({ status }) => status as string);
  }

  /** Numbers of the parts that the store was sent, in their order. */
  get partsSent(): number[] {
    return this.puts.map(({ part }) => part!).sort((a, b) => a - b);
  }

  async stop(): Promise<void> {
    await this.airlock.dispose();
    for (const line of [this.apiLine, this.storeLine]) await line.close();
    await this.store.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What a promise is rejected with. */
export const failure = (promise: Promise<unknown>): Promise<AirlockError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: AirlockError) => error,
  );

/** Acts once each time that an upload has come so far. */
export function atEach(marks: number[], act: (mark: number) => void): (progress: Progress) => void {
  const left = [...marks];
  return ({ loaded }) => {
    while (left.length && loaded >= left[0]!) act(left.shift()!);
  };
}

/** The SHA-256 of what a link answers, which need not fit in memory. */
export async function sha256At(url: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of (await fetch(url)).body!) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
