import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Api, http } from '../support/api.js';
import { documentsOf } from '../support/document-api.js';
import { pdf } from '../support/fixtures.js';
import { outsideIssuer } from '../support/outside-identity.js';
import { ownLines } from '../support/own-lines.js';
import { RedisServer, whyNoRedis } from '../support/resilience/redis-server.js';
import { until } from '../support/resilience/until.js';
import { describeSeveralProcesses } from '../support/several-processes.js';
import { SplitAirlock } from '../support/split-airlock.js';
import { Socket } from '../support/subscriptions.js';
import { download, type TestFile, upload } from '../support/walk.js';

/** Of each process. */
const MOST_LINES = 20;

const whyNot = await whyNoRedis();
const name = 'hints over Redis';

function tests(): void {
  let redis: RedisServer;
  let airlock: SplitAirlock;
  let api: Api;
  /** Of another API process. */
  let second: string;

  beforeAll(async () => {
    redis = await RedisServer.start();
    const settings = { REDIS_URL: redis.url };
    airlock = await SplitAirlock.start({ ...settings, ...outsideIssuer }, settings);
    api = new Api(airlock.api.url);
    second = (await airlock.anotherApi()).url;
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

  it('are shown by the queue board of the API, and by none of the worker', async () => {
    const board = await api.get('/admin/queues/api/queues?activeQueue=admission');
    expect(board.status).toBe(200);
    expect(board.body.queues).toHaveLength(2);
    expect((await api.get('/admin/queues/api/redis/stats')).body).toMatchObject({ backend: 'redis' });
    expect((await http(`${airlock.worker.url}/admin/queues`)).status).toBe(404);
  });

  it('bring the end of a document from the worker to a subscriber of the API', async () => {
    const documents = await documentsOf(api);
    const { body } = await documents.announce();
    const [id, socket] = [body.document_id as string, await Socket.of(api)];
    const changed = 'subscription ($id: ID!) { documentChanged(id: $id) { id processingStatus chunkCount } }';
    socket.subscribe(id, changed, { id });
    await socket.first('next', 1, id);
    await documents.send(body, 'ten bytes.');
    await documents.post(`/${id}/confirm-upload/`);
    await socket.first('complete', 1, id);
    const seen = socket.messages
      .filter(({ type }) => type === 'next')
      .map(({ payload }) => payload.data.documentChanged);
    expect(seen[0]).toEqual({ id, processingStatus: expect.stringMatching(/^(PENDING|PROCESSING)$/), chunkCount: 0 });
    expect(seen.at(-1)).toEqual({ id, processingStatus: 'SUCCESS', chunkCount: 1 });
    socket.close();
  });

  describeSeveralProcesses(() => ({ first: airlock.api.url, second }));

  it('are not needed: without Redis files are found by the poll', async () => {
    const said = () => [airlock.api, airlock.worker].flatMap(({ output }) => ownLines(output));
    const before = said().length;
    await redis.kill();
    await until(() => queueIs('down'));
    const health = await api.get('/health/ready');
    expect([health.status, health.body.status]).toEqual([200, 'degraded']);
    expect(health.body.queue.detail).toMatch(/^The queue cannot be reached: .+\. Start it, or correct REDIS_URL\.$/);
    await until(() =>
      airlock.worker.output.some((line) => line.includes('queue is down: The queue cannot be reached')),
    );
    await expectAdmitted('Without Redis');
    expect(said().length - before).toBeLessThan(2 * MOST_LINES);
  });

  it('come again when Redis does', async () => {
    await redis.begin();
    await until(() => queueIs('up'));
    await expectAdmitted('After Redis came back');
  });

  it('do not keep the servers from stopping in order when Redis is away', async () => {
    await redis.kill();
    expect(await Promise.all([airlock.api.stop(), airlock.worker.stop()])).toEqual([0, 0]);
  });
}

if (whyNot) {
  describe(`NOT TESTED, ${name}: ${whyNot}`, () => {
    it('passes without having tested anything', () => console.warn(`NOT TESTED, ${name}: ${whyNot}`));
  });
} else {
  describe(name, tests);
}
