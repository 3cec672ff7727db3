import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { RedisServer, whyNoRedis } from '../support/resilience/redis-server.js';
import { until } from '../support/resilience/until.js';
import { download, type TestFile, upload } from '../support/walk.js';

const MOST_LINES = 20;

const whyNot = await whyNoRedis();
const name = 'hints over Redis';

function tests(): void {
  let redis: RedisServer;
  let airlock: Airlock;
  let api: Api;

  beforeAll(async () => {
    redis = await RedisServer.start();
    airlock = await Airlock.start({ env: { REDIS_URL: redis.url } });
    api = new Api(airlock.url);
  });
  afterAll(async () => {
    await airlock.dispose();
    await redis.dispose();
  });

  async function expectAdmitted(text: string): Promise<void> {
    const file: TestFile = { filename: 'report.pdf', contentType: 'application/pdf', bytes: pdf(text) };
    const done = await upload(api, file);
    expect(done.status).toBe('COMPLETED');
    expect((await download(api, done.upload_id)).bytes.equals(file.bytes)).toBe(true);
  }
  const queueIs = async (state: string) => (await api.get('/health/ready')).body.queue.state === state;

  it('bring a file all the way through', async () => {
    expect(await queueIs('up')).toBe(true);
    await expectAdmitted('By way of Redis');
  });

  it('are not needed: without Redis files are found by the poll', async () => {
    const printed = airlock.output.length;
    await redis.kill();
    await until(() => queueIs('down'));
    const health = await api.get('/health/ready');
    expect([health.status, health.body.status]).toEqual([200, 'degraded']);
    await expectAdmitted('Without Redis');
    expect(airlock.output.slice(printed).length).toBeLessThan(MOST_LINES);
  });

  it('come again when Redis does', async () => {
    await redis.begin();
    await until(() => queueIs('up'));
    await expectAdmitted('After Redis came back');
  });

  it('do not keep the server from stopping in order when Redis is away', async () => {
    await redis.kill();
    expect(await airlock.stop()).toBe(0);
  });
}

if (whyNot) {
  describe(`NOT TESTED, ${name}: ${whyNot}`, () => {
    it('passes without having tested anything', () => console.warn(`NOT TESTED, ${name}: ${whyNot}`));
  });
} else {
  describe(name, tests);
}
