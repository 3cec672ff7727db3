import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, http, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { HookReceiver } from '../support/hook-receiver.js';
import { leaksIn } from '../support/log-secrets.js';
import { found, until } from '../support/resilience/until.js';
import { SplitAirlock } from '../support/split-airlock.js';
import { type CollectedSpan, TraceCollector } from '../support/trace-collector.js';
import { confirm, put, settled, type TestFile } from '../support/walk.js';

const FILENAME = 'a very private name.pdf';
const file = (text: string): TestFile => ({
  filename: FILENAME,
  contentType: 'application/pdf',
  bytes: pdf(text),
});

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
/** The context of a client that traces too. */
const context = () => ({ traceId: hex(16), spanId: hex(8) });
type Context = ReturnType<typeof context>;

async function createIn(api: Api, { traceId, spanId }: Context, { filename, contentType, bytes }: TestFile) {
  const declared = { filename, content_type: contentType, file_size_bytes: bytes.length };
  const headers = { traceparent: `00-${traceId}-${spanId}-01` };
  const { status, body } = await api.call('POST', '/v1/buckets/assets/uploads', declared, headers);
  expect(status).toBe(201);
  return body as Json;
}

async function receiveHooks(api: Api, hooks: HookReceiver): Promise<void> {
  const { status } = await api.post('/v1/webhook-endpoints', { url: hooks.url, events: ['upload.available'] });
  expect(status).toBe(201);
}

const CREATE = 'POST /v1/buckets/:bucketId/uploads';

let collector: TraceCollector;
let hooks: HookReceiver;
beforeAll(async () => {
  collector = await TraceCollector.start();
  hooks = await HookReceiver.start();
});
afterAll(() => hooks.close());
afterAll(() => collector.close());

/** The spans of a trace by name, once these are there. */
async function spansOf(traceId: string, ...names: string[]): Promise<Record<string, CollectedSpan>> {
  const byName = () => Object.fromEntries(collector.of(traceId).map((span) => [span.name, span]));
  await until(() => names.every((name) => name in byName())).catch(() => undefined);
  expect(Object.keys(byName())).toEqual(expect.arrayContaining(names));
  return byName();
}

const AFTER_CREATE = ['confirm upload', 'claim upload', 'admit upload', 'deliver webhook'];
const OF_ADMISSION = ['assemble upload', 'seal upload', 'scan upload', 'conclude upload'];

function expectWhole(spans: Record<string, CollectedSpan>, { spanId }: Context): void {
  const create = spans[CREATE]!;
  expect(create).toMatchObject({ parentId: spanId, kind: 2, attributes: { 'http.response.status_code': 201 } });
  expect(spans['postgresql create_planned_upload']!.parentId).toBe(create.spanId);
  for (const name of AFTER_CREATE) expect([name, spans[name]!.parentId]).toEqual([name, create.spanId]);
  for (const name of OF_ADMISSION) expect([name, spans[name]!.parentId]).toEqual([name, spans['admit upload']!.spanId]);
  for (const span of Object.values(spans)) expect(span).toMatchObject({ isError: false });
  for (const { startedAt, endedAt } of Object.values(spans)) expect(endedAt >= startedAt).toBe(true);
}

async function expectHook(uploadId: string, spans: Record<string, CollectedSpan>, { traceId }: Context): Promise<void> {
  const hook = await found(async () => hooks.received.find(({ body }) => body.data.upload_id === uploadId));
  expect(hook.headers.traceparent).toBe(`00-${traceId}-${spans['deliver webhook']!.spanId}-01`);
}

describe('one process that traces', () => {
  let airlock: Airlock;
  let api: Api;
  beforeAll(async () => {
    const env = { ...collector.env, LOG_FORMAT: 'json', WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true' };
    airlock = await Airlock.start({ env });
    api = new Api(airlock.url);
    await receiveHooks(api, hooks);
  });
  afterAll(() => airlock.dispose());

  it('records one trace from the create over the event of the store to the webhook', async () => {
    const client = context();
    const created = await createIn(api, client, file('By an event'));
    await put(created, file('By an event').bytes);
    expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED' });
    const spans = await spansOf(
      client.traceId,
      CREATE,
      ...AFTER_CREATE,
      ...OF_ADMISSION,
      'postgresql create_planned_upload',
    );
    expectWhole(spans, client);
    expect(spans['confirm upload']!.attributes).toEqual({
      'airlock.upload_id': created.upload_id,
      'airlock.completed_by': expect.stringMatching(/^(storage-event|reconciler)$/),
    });
    expect(spans[CREATE]!.resource).toMatchObject({ 'service.name': 'airlock', 'airlock.role': 'all' });
    await expectHook(created.upload_id, spans, client);
  });

  it('links the request that confirms, and goes on where that is of the same trace', async () => {
    const [client, other] = [context(), context()];
    for (const { traceId, spanId } of [other, client]) {
      const created = await createIn(api, client, file(`Confirmed in ${traceId}`));
      await put(created, file(`Confirmed in ${traceId}`).bytes);
      const headers = { traceparent: `00-${traceId}-${spanId}-01` };
      await api.call('POST', `/v1/uploads/${created.upload_id}/confirm`, {}, headers);
      await settled(api, created.upload_id);
      await until(() => confirmOf(created.upload_id) !== undefined);
      const span = confirmOf(created.upload_id)!;
      expect(span.traceId).toBe(client.traceId);
      if (span.attributes['airlock.completed_by'] === 'storage-event') continue;
      expect(span.links).toEqual(traceId === client.traceId ? [] : [traceId]);
    }
  });

  const confirmOf = (uploadId: string) =>
    collector.spans.find(
      ({ name, attributes }) => name === 'confirm upload' && attributes['airlock.upload_id'] === uploadId,
    );

  it('begins a trace where the client has none, and logs its id', async () => {
    const { headers } = await api.get('/v1/me');
    const requestId = String(headers['x-request-id']);
    const logged = () =>
      airlock.output.map((line) => JSON.parse(line) as Json).find(({ request_id: id }) => id === requestId);
    await until(() => logged() !== undefined);
    expect(logged().trace_id).toMatch(/^[0-9a-f]{32}$/);
    const { 'GET /v1/me': span } = await spansOf(logged().trace_id, 'GET /v1/me');
    expect(span).toMatchObject({ parentId: '', attributes: { 'airlock.request_id': requestId } });
  });

  it('records nothing of a request whose client decided so, and of probes', async () => {
    const { traceId, spanId } = context();
    await api.call('GET', '/v1/usage', undefined, { traceparent: `00-${traceId}-${spanId}-00` });
    await http(`${airlock.url}/health/ready`);
    const { body } = await api.graphql('query Last { viewer { organizationId } }');
    expect(body.errors).toBeUndefined();
    await until(() => collector.spans.some(({ name }) => name === 'POST /graphql'));
    expect(collector.of(traceId)).toEqual([]);
    expect(collector.spans.filter(({ name }) => /health|metrics/.test(name))).toEqual([]);
    const graphql = collector.spans.find(({ name }) => name === 'POST /graphql')!;
    expect(graphql.attributes['airlock.graphql.operation']).toBe('query Last');
  });

  it('exports no secret, no URL, no name of a file', async () => {
    const created = await createIn(api, context(), file('Seen by links'));
    await put(created, file('Seen by links').bytes);
    await settled(api, created.upload_id);
    const { body: link } = await api.get(`/v1/files/${created.upload_id}/download-url`);
    expect(link).toBeDefined();
    const { body: token } = await api.post('/v1/upload-tokens', { bucket: 'assets', max_file_size: 1000 });
    await http(`${airlock.url}/v1/uploads/${created.upload_id}?token=${token.upload_token}`);
    await http(`${airlock.url}/v1/companion/${token.upload_token}/s3/params`);
    await api.post('/v1/auth/login', { email: 'who@example.com', password: 'a password of nobody' });
    const { headers } = await api.get('/v1/me');
    const isExported = ({ attributes }: CollectedSpan) =>
      attributes['airlock.request_id'] === String(headers['x-request-id']);
    await until(() => collector.spans.some(isExported));
    const texts = collector.bodies.map((body) => body.toString('latin1'));
    expect(leaksIn(texts)).toEqual([]);
    for (const secret of [FILENAME, 'who@example.com', 'a password of nobody', 'http://', 'X-Amz', hooks.url])
      expect([secret, texts.some((text) => text.includes(secret))]).toEqual([secret, false]);
  });
});

describe('an api and a worker that trace', () => {
  let split: SplitAirlock;
  beforeAll(async () => {
    const env = { ...collector.env, WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true' };
    split = await SplitAirlock.start(env, env);
  });
  afterAll(() => split.dispose());

  it('record one trace together, through the queue', async () => {
    const api = new Api(split.api.url);
    await receiveHooks(api, hooks);
    const client = context();
    const created = await createIn(api, client, file('By two'));
    await put(created, file('By two').bytes);
    await confirm(api, created.upload_id);
    expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED' });
    const queued = ['queue admission', 'take admission'];
    const spans = await spansOf(client.traceId, CREATE, ...AFTER_CREATE, ...OF_ADMISSION, ...queued);
    expectWhole(spans, client);
    expect(spans['queue admission']!.parentId).toBe(spans['confirm upload']!.spanId);
    expect(spans['take admission']!.parentId).toBe(spans['queue admission']!.spanId);
    const rolesOf = (names: string[]) => new Set(names.map((name) => spans[name]!.resource['airlock.role']));
    expect(rolesOf([CREATE, 'confirm upload', 'queue admission'])).toEqual(new Set(['api']));
    expect(rolesOf(['take admission', 'claim upload', 'admit upload', 'deliver webhook'])).toEqual(new Set(['worker']));
    await expectHook(created.upload_id, spans, client);
  });

  it('serve as before while the collector is away, and say so once', async () => {
    collector.close();
    const api = new Api(split.api.url);
    const lost = () => split.api.output.filter((line) => line.includes('Traces are lost'));
    for (let round = 0; round < 2; round++) {
      const created = await createIn(api, context(), file(`Without a collector ${round}`));
      await put(created, file(`Without a collector ${round}`).bytes);
      await confirm(api, created.upload_id);
      expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED' });
      await until(() => lost().length > 0);
    }
    expect(lost()).toEqual([expect.stringContaining('ECONNREFUSED')]);
  });
});
