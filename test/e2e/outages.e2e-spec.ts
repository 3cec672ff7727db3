import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Airlock } from '../support/airlock.js';
import { type Answer, Api, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { returnDatabase } from '../support/lent-database.js';
import { ownLines } from '../support/own-lines.js';
import { type ExternalParts, startExternalParts } from '../support/resilience/external-parts.js';
import { SmallDisk } from '../support/resilience/small-disk.js';
import { type Line, TcpProxy } from '../support/resilience/tcp-proxy.js';
import { until } from '../support/resilience/until.js';
import { confirm, create, download, put, settled, type TestFile, upload } from '../support/walk.js';

/** Far less than a loop without a pause prints in a second. */
const MOST_LINES = 30;

let parts: ExternalParts;
let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  parts = await startExternalParts();
  airlock = await Airlock.start({ env: { ...parts.env, FILES_STAGING_MAX_PER_TENANT: '10000' } });
  api = new Api(airlock.url);
});
afterAll(async () => {
  await airlock.dispose();
  await parts.stop();
});

const report = (text: string): TestFile => ({
  filename: 'report.pdf',
  contentType: 'application/pdf',
  bytes: pdf(text),
});
const ready = async () => (await api.get('/health/ready')).body as Json;

async function sent(file: TestFile): Promise<string> {
  const created = await create(api, file);
  await put(created, file.bytes);
  return created.upload_id;
}

function expectUnavailable({ status, body, headers }: Answer<Json>, code: string): void {
  expect([status, body.code]).toEqual([503, code]);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
}

async function expectWhole(id: string, file: TestFile): Promise<void> {
  expect((await settled(api, id)).status).toBe('COMPLETED');
  expect((await download(api, id)).bytes.equals(file.bytes)).toBe(true);
}

/** What a server says of its parts. */
const CHANGE = /(database|storage|queue|scanner|disk) is (down: .*|up again)/;

/** Cuts a line, runs the checks, mends it, and waits until the server says that it is ready again. */
async function outage(part: string, line: Line, checks: () => Promise<void>): Promise<void> {
  const printed = airlock.output.length;
  const cut = part === 'database' ? parts.databaseLine : parts.storeLine;
  const since = () => airlock.output.slice(printed).flatMap((said) => CHANGE.exec(said)?.[0] ?? []);
  cut.set(line);
  try {
    await checks();
    // By itself, whether or not it is asked for its health.
    await until(() => since().some((said) => said.includes(`${part} is down: The `)));
    expect((await api.get('/health/live')).status).toBe(200);
  } finally {
    cut.set('open');
  }
  await until(async () => (await ready()).status === 'ready');
  // What the answer says was printed before it, and arrives on its own.
  await until(() => since().some((said) => said.includes(`${part} is up again`)));
  const said = ownLines(airlock.output.slice(printed));
  expect(said.length).toBeLessThan(MOST_LINES);
  expect(said.join('\n')).not.toMatch(/defect/);
  expectEachSaidOnce(
    since().filter((text) => text.startsWith(part)),
    part,
  );
}

/** Each cause of an outage once, and once that it is over. */
function expectEachSaidOnce(said: string[], part: string): void {
  expect(said).toEqual([...new Set(said)]);
  expect(said.filter((text) => text.startsWith(`${part} is up again`))).toHaveLength(1);
}

describe.each<Line>(['reset', 'silent'])('the database is away (%s)', (line) => {
  const file = report(`Sent before the database went away (${line})`);

  it('says so, answers 503, and goes on by itself afterwards', async () => {
    const waiting = await sent(file);
    await outage('database', line, async () => {
      const health = await api.get('/health/ready');
      expect(health.status).toBe(503);
      expect(health.body).toMatchObject({ status: 'unavailable', database: { state: 'down' } });
      const answers = await Promise.all([
        api.post('/v1/buckets/assets/uploads', {
          filename: 'a.pdf',
          content_type: 'application/pdf',
          file_size_bytes: 9,
        }),
        confirm(api, waiting),
        api.get(`/v1/uploads/${waiting}`),
        api.delete(`/v1/uploads/${waiting}`),
        api.get('/v1/usage'),
      ]);
      for (const answer of answers) expectUnavailable(answer, 'UNAVAILABLE');
      const { body } = await api.graphql('{ usage { usedBytes } }');
      expect(body.errors[0].extensions.code).toBe('UNAVAILABLE');
    });
    expect((await confirm(api, waiting)).status).toBe(202);
    await expectWhole(waiting, file);
    const after = report(`Sent afterwards (${line})`);
    await expectWhole((await upload(api, after)).upload_id, after);
  });
});

describe('the connection is lost while a create commits', () => {
  /** Its reservation waits for a row that the test holds, its connection breaks, and then the database goes on. */
  async function createWhoseAnswerIsLost(key: string, end: string): Promise<Answer<Json>> {
    const holder = new pg.Client({ connectionString: parts.database.url });
    await holder.connect();
    await holder.query('BEGIN; SELECT 1 FROM usage FOR UPDATE');
    const answer = createWith(key);
    const waiting = `FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%create_planned_upload(%'`;
    await until(async () => (await parts.database.query(`SELECT 1 ${waiting}`)).length > 0);
    parts.databaseLine.set('reset');
    parts.databaseLine.set('open');
    await parts.database.query(end.replace('WAITING', waiting));
    await holder.query('COMMIT');
    await holder.end();
    return answer;
  }
  const createWith = (key: string) => {
    const body = { filename: 'a.pdf', content_type: 'application/pdf', file_size_bytes: 9 };
    return api.call('POST', '/v1/buckets/assets/uploads', body, { 'idempotency-key': key });
  };
  const made = async () => (await parts.database.query<{ id: string }>('SELECT id FROM uploads')).map(({ id }) => id);

  it.each([
    ['committed, the retry is answered by what was made', 'SELECT 1', 1],
    ['rolled back, the retry makes it', 'SELECT pg_terminate_backend(pid) WAITING', 0],
  ])('if it was %s', async (_, end, more) => {
    const key = randomUUID();
    const before = await made();
    expectUnavailable(await createWhoseAnswerIsLost(key, end), 'UNAVAILABLE');
    await until(async () => (await made()).length === before.length + more);
    await until(async () => (await ready()).status === 'ready');
    // A key that could not be given up is leased for a minute: the lease ends now.
    await parts.database.query('UPDATE idempotency_records SET lease_until = now() WHERE lease_until IS NOT NULL');
    const again = await Promise.all(Array.from({ length: 5 }, () => createWith(key)));
    const ids = new Set(again.filter(({ status }) => status === 201).map(({ body }) => body.upload_id as string));
    expect([...ids]).toEqual((await made()).filter((id) => !before.includes(id)));
    expect(ids.size).toBe(1);
  });
});

/** Each step cuts every connection of the service at a later moment of the same conversation. */
describe('connections break in the middle of', () => {
  const STEPS = 30;
  const asks = (id: string): Record<string, () => Promise<Answer<Json>>> => ({
    create: () => api.post('/v1/buckets/assets/uploads', announced),
    batch: () => api.post('/v1/buckets/assets/uploads/batch', { uploads: [announced, announced] }),
    confirm: () => confirm(api, id),
    read: () => api.get(`/v1/uploads/${id}`),
    list: () => api.get('/v1/uploads?limit=5'),
    usage: () => api.get('/v1/usage'),
    'a GraphQL query': () =>
      api.graphql('{ usage { usedBytes } uploads(first: 5) { nodes { id timeline { event } } } }'),
    'a GraphQL mutation': () =>
      api.graphql(`mutation { createUpload(input: { bucketId: "assets", filename: "a.pdf",
        contentType: "application/pdf", fileSizeBytes: 9 }) { id } }`),
  });
  const announced = { filename: 'a.pdf', content_type: 'application/pdf', file_size_bytes: 9 };

  it.each<[string, () => TcpProxy, number]>([
    ['the database', () => parts.databaseLine, 97],
    ['the store', () => parts.storeLine, 61],
  ])('%s: every answer is right or 503 with Retry-After, and none is a defect', async (_part, line, stride) => {
    const id = await sent(report(`Interrupted by ${_part}`));
    const printed = airlock.output.length;
    const statuses: number[] = [];
    for (let step = 1; step <= STEPS; step++) {
      line().cutAfter(step * stride);
      const answers = await Promise.all(
        Object.entries(asks(id)).map(async ([what, ask]) => ({ what, ...(await ask()) })),
      );
      for (const answer of answers) expectNoDefect(answer);
      statuses.push(...answers.map(({ status }) => status));
    }
    line().cutAfter(Infinity);
    // The SDK makes up for most of what is cut between us and the store; nothing does for the database.
    if (line() === parts.databaseLine) expect(statuses).toContain(503);
    expect(airlock.output.slice(printed).filter((said) => /"level":"(error|fatal)"|defect/.test(said))).toEqual([]);
    expect((await confirm(api, id)).status).toBe(202);
  });

  function expectNoDefect({ what, status, body, headers }: Answer<Json> & { what: string }): void {
    const codes = (body?.errors ?? []).map((error: Json) => error.extensions?.code as unknown);
    expect({ what, status, codes }).not.toMatchObject({ status: 500 });
    expect({ what, codes }).not.toMatchObject({ codes: expect.arrayContaining(['INTERNAL']) });
    if (status === 503) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    else if (codes.length === 0) expect({ what, ok: status < 400 }).toEqual({ what, ok: true });
  }
});

/** A store that answers nothing at all is the object store's own contract (object-store-outage.contract.ts). */
describe('the store is away', () => {
  const confirmed = report('Confirmed before the store went away');
  const unconfirmed = report('Not yet confirmed when the store went away');

  it('says so, answers 503 where the store is needed, and goes on by itself afterwards', async () => {
    const ids = [await sent(confirmed), await sent(unconfirmed)] as const;
    await outage('storage', 'reset', async () => {
      const health = await api.get('/health/ready');
      expect(health.status).toBe(503);
      expect(health.body).toMatchObject({ status: 'unavailable', storage: { state: 'down' } });
      expect(health.body.storage.detail).toMatch(/^The object store cannot be reached: .+ \(E\w+\)\. /);
      expectUnavailable(await confirm(api, ids[1]), 'STORAGE_UNAVAILABLE');
      // Announcing a file needs the database alone.
      await create(api, report('Announced while the store is away'));
      expect((await api.get(`/v1/uploads/${ids[0]}`)).status).toBe(200);
    });
    for (const id of ids) expect((await confirm(api, id)).status).toBe(202);
    await expectWhole(ids[0], confirmed);
    await expectWhole(ids[1], unconfirmed);
  });
});

describe('the store goes away while a file is admitted', () => {
  afterEach(() => parts.storeLine.set('open'));

  it('the upload waits, visibly, and is admitted when the store is back', async () => {
    const file = report('Admitted after an outage');
    const id = await sent(file);
    // Confirmed past the store, as an event does that arrives just before it goes away.
    parts.storeLine.set('reset');
    await parts.database.query(
      `UPDATE uploads SET status = 'SCANNING', confirmed_at = now() WHERE id = '${id}' AND status = 'PENDING'`,
    );
    await until(() => airlock.output.some((line) => line.includes(`${id} waits`)));
    const { body } = await api.get(`/v1/uploads/${id}`);
    expect(['PENDING', 'PROCESSING']).toContain(body.status);
    parts.storeLine.set('open');
    await expectWhole(id, file);
  });
});

/** A disk of its own, small enough to be filled; only root can mount one. */
const disk = await SmallDisk.mount();

describe(`the disk of DATA_DIR is full${disk ? '' : ', NOT TESTED: a tmpfs cannot be mounted here'}`, () => {
  if (!disk) {
    it('passes without having tested anything', () =>
      console.warn('NOT TESTED, a full disk: a tmpfs cannot be mounted here'));
    return;
  }
  let full: Airlock;
  let client: Api;
  beforeAll(async () => {
    await disk.lendDatabase();
    // The embedded store, also where the other specs run on a real one.
    full = await Airlock.start({ env: { S3_ENDPOINT: '' }, dataDir: disk.path });
    client = new Api(full.url);
  });
  afterAll(async () => {
    await full.stop();
    await returnDatabase(disk.path);
    await disk.unmount();
  });

  it('says so, refuses creates and bytes with the reason, and goes on once there is space', async () => {
    const created = await create(client, report('Announced before the disk was full'));
    await disk.fill();
    await until(async () => (await client.get('/health/ready')).status === 503);
    const { body: health } = await client.get('/health/ready');
    expect(health.disk.detail).toMatch(/^The disk of DATA_DIR has \d+ MiB left\. Free space on it\.$/);
    expect(health.storage.detail).toMatch(/^The object store has no space left\. Free space on its disk/);
    const refused = await client.post('/v1/buckets/assets/uploads', {
      filename: 'a.pdf',
      content_type: 'application/pdf',
      file_size_bytes: 9,
    });
    expectUnavailable(refused, 'STORAGE_UNAVAILABLE');
    expect(refused.body.detail).toContain('no space left');
    const sentTo = await put(created, pdf('Announced before the disk was full'));
    expect([sentTo.status, sentTo.text]).toEqual([507, expect.stringContaining('<Code>StorageFull</Code>')]);

    await disk.empty();
    await until(async () => (await client.get('/health/ready')).status === 200);
    const file = report('Sent once there was space');
    expect((await upload(client, file)).status).toBe('COMPLETED');
    const said = full.output.filter((text) => /disk is (down|up again)/.test(text));
    expect(said.map((text) => /disk is (down|up again)/.exec(text)![1])).toEqual(['down', 'up again']);
    expect(full.output.filter((text) => /ERROR/.test(text))).toEqual([]);
  });
});
