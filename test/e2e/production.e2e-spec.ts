import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedStore } from '../../src/platform/embedded/store/index.js';
import { freePort } from '../../src/platform/embedded/postgres/free-port.js';
import { Api } from '../support/api.js';
import { TestClamd, whyNoClamd } from '../support/clamd.js';
import { clamdSettings, composeServices } from '../support/compose.js';
import { eicar, pdf, png } from '../support/fixtures.js';
import { type ContainerProcess, Image } from '../support/image.js';
import { withVariants } from '../support/made-variants.js';
import { emptyDatabase, type DatabaseOfOwner } from '../support/postgres.js';
import { RedisServer, whyNoRedis } from '../support/resilience/redis-server.js';
import { until } from '../support/resilience/until.js';
import { confirm, create, download, put, settled, type TestFile, upload } from '../support/walk.js';

const MIB = 1024 * 1024;
/** 18 MB of it are the bundle that the server starts from, 4 the queue board. */
const MOST_KILOBYTES = 166 * 1024;

const whyNot = (await whyNoRedis()) ?? (await whyNoClamd());
const name = 'what docker/ runs';

const report: TestFile = { filename: 'report.pdf', contentType: 'application/pdf', bytes: pdf('From a container') };
const virus: TestFile = { filename: 'eicar.txt', contentType: 'text/plain', bytes: eicar() };

function tests(): void {
  const services = composeServices();
  let image: Image;
  let database: DatabaseOfOwner;
  let redis: RedisServer;
  let clamd: TestClamd;
  let store: EmbeddedStore;
  let folder: string;
  let ports: { PORT: string; WORKER_PORT: string };
  /** The names of compose's services, as this machine reaches them. */
  let hosts: Record<string, string>;
  let api: ContainerProcess;
  let worker: ContainerProcess;
  let client: Api;

  /** The environment that compose gives a service, on this machine's addresses. */
  const environment = (service: string): Record<string, string> => {
    const given = Object.entries(services[service]!.environment!).map(([key, value]) => [key, hosts[key] ?? value]);
    return { ...Object.fromEntries(given), ...ports, DATA_DIR: join(folder, service) };
  };
  const start = (service: string) => image.start(image.command, environment(service));
  const isHealthy = async (service: string) =>
    (await image.start(image.healthcheck, environment(service)).ended()) === 0;
  const untilReady = (process: ContainerProcess) =>
    until(() => {
      if (!process.isRunning) throw new Error(process.output.join('\n'));
      return process.output.some((line) => /^Airlock (worker )?ready/.test(line));
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airlock-production-'));
    await chmod(folder, 0o777);
    const clamdPort = await freePort();
    ports = { PORT: String(await freePort()), WORKER_PORT: String(await freePort()) };
    const { DatabaseDirectory, LocalSocket, User, Foreground, TCPSocket, ...asWritten } = clamdSettings();
    expect([DatabaseDirectory, LocalSocket, User, Foreground, TCPSocket]).not.toContain(undefined);
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = services.api!.environment!;
    store = new EmbeddedStore({ dir: join(folder, 'objects'), credentials: { [id!]: secret! } });
    [image, database, redis, clamd] = await Promise.all([
      Image.build(),
      emptyDatabase(),
      RedisServer.start(),
      TestClamd.start({ ...asWritten, TCPSocket: String(clamdPort), TCPAddr: '127.0.0.1' }),
      store.start(),
    ]);
    hosts = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      CLAMD_URL: `tcp://127.0.0.1:${clamdPort}`,
      S3_ENDPOINT: store.url,
      S3_PUBLIC_ENDPOINT: store.url,
    };
    client = new Api(`http://127.0.0.1:${ports.PORT}`, services.api!.environment!.BOOTSTRAP_API_KEY);
  });

  afterAll(async () => {
    for (const process of [api, worker]) await process?.end('SIGKILL');
    await Promise.all([store?.stop(), redis?.dispose(), clamd?.dispose(), image?.dispose()]);
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is small: it has only what its processes read', async () => {
    expect(await image.size()).toBeLessThan(MOST_KILOBYTES);
  });

  it('makes the bucket, and again', async () => {
    for (const time of ['first', 'second']) {
      const preparing = image.start(services['store-bucket']!.command!, environment('store-bucket'));
      expect([time, await preparing.ended(), preparing.output.at(-1)]).toEqual([
        time,
        0,
        `The bucket ${environment('api').AWS_STORAGE_BUCKET_NAME} is ready.`,
      ]);
    }
  });

  it('is unhealthy until the api is ready, then healthy', async () => {
    expect(await isHealthy('api')).toBe(false);
    api = start('api');
    await untilReady(api);
    expect(await isHealthy('api')).toBe(true);
  });

  it('keeps a file for the worker that starts after the api', async () => {
    const created = await create(client, report);
    expect((await put(created, report.bytes)).status).toBe(200);
    expect((await confirm(client, created.upload_id)).status).toBe(202);
    expect(await isHealthy('worker')).toBe(false);
    worker = start('worker');
    await untilReady(worker);
    expect(await isHealthy('worker')).toBe(true);
    expect(await settled(client, created.upload_id)).toMatchObject({ status: 'COMPLETED' });
    expect((await download(client, created.upload_id)).bytes.equals(report.bytes)).toBe(true);
  });

  it('makes variants of a picture', async () => {
    const bytes = png(600, 300);
    const { upload_id } = await upload(client, { filename: 'a.png', contentType: 'image/png', bytes });
    const { image: dimensions, variants } = await withVariants(client, upload_id);
    expect(dimensions).toEqual({ width: 600, height: 300 });
    expect(variants).toHaveLength(3);
  });

  it('refuses what clamd finds, by name', async () => {
    const refused = await upload(client, virus);
    expect(refused).toMatchObject({
      status: 'FAILED',
      status_reason: expect.stringMatching(/^infected:Airlock\.Test/),
    });
    expect((await client.get(`/v1/files/${refused.upload_id}/content`)).status).toBe(410);
  });

  it('serves the pages that need more than code', async () => {
    const page = async (path: string, accept = '*/*', port = ports.PORT) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept } });
      return { status: answer.status, text: await answer.text() };
    };
    const graphiql = await page('/graphql', 'text/html');
    const [script] = /\/graphql\/assets\/[^"']+\.js/.exec(graphiql.text)!;
    expect((await page(script)).text.length).toBeGreaterThan(10_000);
    expect((await page('/docs')).text).toContain('swagger-ui');
    expect((await page('/docs/swagger-ui-bundle.js')).text.length).toBeGreaterThan(MIB);
    expect((await page('/metrics')).text).toContain('nodejs_eventloop_lag_seconds');
    expect((await page('/metrics', '*/*', ports.WORKER_PORT)).text).toContain(
      'airlock_scans_total{scanner="clamd",verdict="clean"} 2',
    );
  });

  it('goes on after an outage of every part, in any order', async () => {
    await Promise.all([worker.end('SIGKILL'), redis.kill(), clamd.kill()]);
    const created = await create(client, report, { skip_duplicates: false });
    await put(created, report.bytes);
    await confirm(client, created.upload_id);
    worker = start('worker');
    await redis.begin();
    await clamd.start();
    expect(await settled(client, created.upload_id)).toMatchObject({ status: 'COMPLETED' });
    await until(() => isHealthy('api'));
  });

  it('ends in order at SIGTERM, within the grace period of compose', async () => {
    await untilReady(worker);
    const allowed = Number.parseInt(services.api!.stop_grace_period!) * 1000;
    expect(allowed).toBeGreaterThan(25_000);
    expect(await Promise.all([worker.end('SIGTERM'), api.end('SIGTERM')])).toEqual([0, 0]);
  });
}

if (whyNot) {
  describe(`NOT TESTED, ${name}: ${whyNot}`, () => {
    it('passes without having tested anything', () => console.warn(`NOT TESTED, ${name}: ${whyNot}`));
  });
} else {
  describe(name, tests);
}
