import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { type ExternalParts, startExternalParts } from '../support/resilience/external-parts.js';
import { RedisServer, whyNoRedis } from '../support/resilience/redis-server.js';
import { TcpProxy } from '../support/resilience/tcp-proxy.js';
import { until } from '../support/resilience/until.js';
import { StubClamd } from '../support/stub-clamd.js';
import { create, put } from '../support/walk.js';

const noRedis = await whyNoRedis();

/** Everything outside of the server, each part behind a line of its own. */
class World {
  private constructor(
    private readonly parts: ExternalParts,
    private readonly clamd: StubClamd,
    private readonly redis: RedisServer | undefined,
    private readonly others: TcpProxy[],
    readonly env: Record<string, string>,
  ) {}

  static async create(): Promise<World> {
    const [parts, clamd] = await Promise.all([startExternalParts(), StubClamd.start()]);
    const redis = noRedis ? undefined : await RedisServer.start();
    const scannerLine = await TcpProxy.ofUrl(clamd.url);
    const queueLine = redis && (await TcpProxy.ofUrl(redis.url));
    // A URL of a scheme of its own keeps its host.
    const CLAMD_URL = scannerLine.through(clamd.url.replace('tcp:', 'http:')).replace(/^http:(.*)\/$/, 'tcp:$1');
    const env = { ...parts.env, CLAMD_URL, ...(queueLine ? { REDIS_URL: queueLine.through(redis!.url) } : {}) };
    return new World(parts, clamd, redis, [scannerLine, ...(queueLine ? [queueLine] : [])], env);
  }

  /** Nothing answers any more, and nothing is refused. */
  swallow(): void {
    for (const line of [this.parts.databaseLine, this.parts.storeLine, ...this.others]) line.set('silent');
  }

  async dispose(): Promise<void> {
    await Promise.all(this.others.map((line) => line.close()));
    await Promise.all([this.parts.stop(), this.clamd.dispose(), this.redis?.dispose()]);
  }
}

describe('a server whose database, store, scanner and queue all fell silent', () => {
  let world: World;
  let airlock: Airlock;
  let api: Api;

  beforeAll(async () => {
    world = await World.create();
    airlock = await Airlock.start({ env: world.env });
    api = new Api(airlock.url);
  });
  afterAll(async () => {
    await airlock.dispose();
    await world.dispose();
  });

  it('ends in time after SIGTERM, with requests, scans and sweeps under way', async () => {
    await until(async () => (await api.get('/health/ready')).status === 200);
    const file = { filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf('Under way') };
    const created = await create(api, file);
    await put(created, file.bytes);
    world.swallow();
    const hanging = [
      api.get('/v1/usage'),
      api.post(`/v1/uploads/${created.upload_id}/confirm`, {}),
      api.graphql('{ usage { usedBytes } }'),
    ].map((request) => request.catch(() => undefined));
    await until(() => airlock.output.some((line) => /trying again|late/i.test(line)));
    const asked = performance.now();
    // Past its own deadline, which is below the ten seconds of container engines, the process ends with 1.
    expect(await airlock.stop()).toBe(0);
    process.stderr.write(`ended ${Math.round(performance.now() - asked)} ms after SIGTERM\n`);
    await Promise.all(hanging);
  });
});
