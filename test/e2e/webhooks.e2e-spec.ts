import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { eventTypes } from '../../src/features/webhooks/domain/event-types.js';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { eicar, pdf } from '../support/fixtures.js';
import { HookReceiver, type ReceivedHook } from '../support/hook-receiver.js';
import { MailServer } from '../support/mail-server.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { sample } from '../support/scrape.js';
import { found, until } from '../support/resilience/until.js';
import { upload } from '../support/walk.js';

const ADMIN = { BOOTSTRAP_ADMIN_EMAIL: 'owner@example.com', BOOTSTRAP_ADMIN_PASSWORD: 'correct horse battery' };
const file = { filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf('a report') };
const infected = { filename: 'eicar.txt', contentType: 'text/plain', bytes: eicar() };

let airlock: Airlock;
let api: Api;
let stored: StoredState;
let peer: HookReceiver;
let mails: MailServer;
let endpoint: Json;

const verify = (secret: string, { text, headers }: ReceivedHook) =>
  new Webhook(secret).verify(text, headers as Record<string, string>);
const deliveries = async (): Promise<Json[]> =>
  (await api.get(`/v1/webhook-endpoints/${endpoint.endpoint_id}/deliveries?limit=100`)).body.items;
const dueNow = () => stored.query(`UPDATE webhook_deliveries SET next_try_at = now() WHERE status = 'pending'`);

beforeAll(async () => {
  [peer, mails] = [await HookReceiver.start(), await MailServer.start()];
  const env = { WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true', SMTP_URL: mails.url, ...ADMIN };
  airlock = await Airlock.start({ env });
  api = new Api(airlock.url);
  stored = new StoredState(airlock.dataDir);
  const created = await api.post('/v1/webhook-endpoints', { url: peer.url, description: 'mine' });
  expect(created).toMatchObject({ status: 201, body: { url: peer.url, events: ['*'], status: 'active' } });
  endpoint = created.body;
});
afterAll(async () => {
  peer.close();
  await mails.stop();
  await airlock.dispose();
});

describe('an endpoint', () => {
  it('receives every event of a file, with valid signatures', async () => {
    const done = await upload(api, file);
    await api.delete(`/v1/files/${done.upload_id}`);
    const types = ['created', 'confirmed', 'available', 'deleted'].map((word) => `upload.${word}`);
    await until(() => [...types, 'object.created'].every((type) => peer.ofType(type).length > 0));
    for (const hook of peer.received) expect(verify(endpoint.secret, hook)).toEqual(hook.body);
    const told = types.map((type) => peer.ofType(type)[0]!.body.data);
    expect(told.map(({ upload_id }) => upload_id)).toEqual(types.map(() => done.upload_id));
    expect(told.map(({ status }) => status)).toEqual(['PENDING', 'PROCESSING', 'COMPLETED', 'DELETED']);
    expect(told.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    // Each as it was then, whatever happened before the event was sent.
    const [created, confirmed, available] = told;
    const notFoundYet = { completed_at: null, verified_at: null, detected_type: null, bucket_object_id: null };
    expect(created).toMatchObject({ ...notFoundYet, task_id: null, etag: null, file_hash: null });
    expect(confirmed).toMatchObject({ ...notFoundYet, task_id: done.task_id });
    expect(available).toMatchObject({ completed_at: done.completed_at, detected_type: 'application/pdf' });
    expect(peer.received.map(({ text }) => text).join()).not.toMatch(/https?:|X-Amz/);
  });

  it('shows its secret in the answers that made it and nowhere else', async () => {
    const { endpoint_id: id, secret } = endpoint;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = [
      await api.get('/v1/webhook-endpoints'),
      await api.get(`/v1/webhook-endpoints/${id}`),
      await api.call('PATCH', `/v1/webhook-endpoints/${id}`, { description: 'ours' }),
      await api.get(`/v1/webhook-endpoints/${id}/deliveries`),
      await api.graphql('{ webhookEndpoints { nodes { id url secret status } } }'),
    ];
    for (const { status, text } of shown) {
      expect(status).toBe(200);
      expect(text).toContain(id);
      expect(text).not.toContain('whsec_');
    }
    const tables = ['webhook_endpoints', 'webhook_deliveries', 'idempotency_records', 'announcements', 'upload_events'];
    const key = secret.slice('whsec_'.length);
    for (const table of tables) {
      const dump = JSON.stringify(await stored.query(`SELECT t.*::text FROM ${table} t`));
      for (const text of [key, Buffer.from(key, 'base64').toString('hex')]) expect(dump).not.toContain(text);
    }
    expect(airlock.output.join('\n')).not.toContain(key);
  });

  it('that answers 500 is tried again, under the same id; its log shows the attempts', async () => {
    peer.answer = () => 500;
    const failed = () => sample(airlock.url, 'webhook_attempts_total{outcome="server_error"}');
    const delivered = () => sample(airlock.url, 'webhook_attempts_total{outcome="delivered"}');
    const counted = { failed: await failed(), delivered: await delivered() };
    const { body: pending } = await api.post('/v1/buckets/assets/uploads', {
      filename: 'a',
      content_type: 'text/plain',
    });
    const hook = () => peer.received.find(({ body }) => body.data.upload_id === pending.upload_id);
    const { id } = await found(async () => hook());
    const delivery = async () => (await api.get(`/v1/deliveries/${id}`)).body;
    await until(async () => (await delivery()).attempts.length === 1);
    expect(await delivery()).toMatchObject({
      ...{ delivery_id: id, status: 'pending', status_code: 500, error: 'The endpoint answered 500.' },
      ...{ next_attempt_at: expect.any(String), payload: { data: { upload_id: pending.upload_id } } },
    });
    peer.answer = () => 200;
    await dueNow();
    await until(async () => (await delivery()).status === 'delivered');
    expect(peer.received.filter((hook) => hook.id === id)).toHaveLength(2);
    await until(async () => (await delivered()) > counted.delivered);
    expect(await failed()).toBeGreaterThan(counted.failed);
  });

  it('gets a delivery once more when asked, over both protocols', async () => {
    const { delivery_id: id } = (await deliveries())[0];
    const count = () => peer.received.filter((hook) => hook.id === id).length;
    const before = count();
    expect((await api.post(`/v1/deliveries/${id}/redeliver`)).status).toBe(200);
    await until(() => count() === before + 1);
    await until(async () => (await deliveries())[0].status === 'delivered');
    const redeliver = 'mutation ($input: RedeliverInput!) { redeliver(input: $input) { id status } }';
    const { body } = await api.graphql(redeliver, { input: { deliveryId: id } });
    expect(body.data.redeliver).toEqual({ id, status: 'PENDING' });
    await until(() => count() === before + 2);
    await api.call('PATCH', `/v1/webhook-endpoints/${endpoint.endpoint_id}`, { status: 'disabled' });
    expect(await api.post(`/v1/deliveries/${id}/redeliver`)).toMatchObject({
      status: 409,
      body: { code: 'INVALID_STATE' },
    });
    await api.call('PATCH', `/v1/webhook-endpoints/${endpoint.endpoint_id}`, { status: 'active' });
  });

  describe('that is to be tested', () => {
    const testing =
      'mutation ($input: TestWebhookEndpointInput!) { testWebhookEndpoint(input: $input) { deliveryId eventType } }';
    const test = (body: object = {}, headers: Record<string, string> = {}) =>
      api.call('POST', `/v1/webhook-endpoints/${endpoint.endpoint_id}/test`, body, headers);
    const ended = (id: string) =>
      found(async () => {
        const { body } = await api.get(`/v1/deliveries/${id}`);
        return body.status === 'pending' ? undefined : body;
      });
    const receivedAs = (id: string) => peer.received.filter((hook) => hook.id === id);

    it('gets a signed event, whose delivery is in its log', async () => {
      const { status, body } = await test();
      expect([status, body]).toMatchObject([201, { event_type: 'webhook.test', status: 'pending', attempts: [] }]);
      expect(await ended(body.delivery_id)).toMatchObject({ status: 'delivered', status_code: 200 });
      const [hook] = receivedAs(body.delivery_id);
      expect(verify(endpoint.secret, hook!)).toEqual(hook!.body);
      expect(hook!.body).toMatchObject({
        type: 'webhook.test',
        data: { endpoint_id: endpoint.endpoint_id, test: true },
      });
      expect((await deliveries())[0].delivery_id).toBe(body.delivery_id);
    });

    it('gets an event of any type, with the members of a real one', async () => {
      for (const event_type of eventTypes) {
        const { body } = await test({ event_type });
        await ended(body.delivery_id);
        const [hook] = receivedAs(body.delivery_id);
        expect(verify(endpoint.secret, hook!)).toEqual(hook!.body);
        expect([hook!.body.type, hook!.body.data.test]).toEqual([event_type, true]);
        expect(hook!.text).not.toMatch(/https?:|X-Amz/);
        const real = peer.ofType(event_type).find(({ body: { data } }) => !data.test && 'created_at' in data);
        const names = (data: Json) => Object.keys(data).filter((name) => name !== 'test');
        if (real) expect([event_type, ...names(hook!.body.data)]).toEqual([event_type, ...names(real.body.data)]);
      }
    });

    it('gets one over GraphQL, too', async () => {
      const input = { endpointId: endpoint.endpoint_id };
      const { body } = await api.graphql(testing, { input });
      const { deliveryId } = body.data.testWebhookEndpoint;
      expect(await ended(deliveryId)).toMatchObject({ event_type: 'webhook.test', status: 'delivered' });
    });

    it('gets one for each Idempotency-Key', async () => {
      const [first, second] = [await test({}, { 'idempotency-key': 't' }), await test({}, { 'idempotency-key': 't' })];
      expect([second.body.delivery_id, second.headers['idempotency-replayed']]).toEqual([
        first.body.delivery_id,
        'true',
      ]);
      await ended(first.body.delivery_id);
      expect(receivedAs(first.body.delivery_id)).toHaveLength(1);
      const other = await test({ event_type: 'upload.available' }, { 'idempotency-key': 't' });
      expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    });

    it('is tried once: the failure shows at once', async () => {
      peer.answer = () => 500;
      const { body } = await test();
      const delivery = await ended(body.delivery_id);
      expect(delivery).toMatchObject({ status: 'failed', error: 'The endpoint answered 500.', attempts: [{}] });
      peer.answer = () => 200;
      const { body: again } = await test();
      expect(await ended(again.delivery_id)).toMatchObject({ status: 'delivered' });
      expect((await api.get(`/v1/webhook-endpoints/${endpoint.endpoint_id}`)).body.failing_since).toBeNull();
    });

    it('is refused while it is disabled, of another type, of another tenant, and to a key without the scope', async () => {
      const path = `/v1/webhook-endpoints/${endpoint.endpoint_id}`;
      await api.call('PATCH', path, { status: 'disabled' });
      expect(await test()).toMatchObject({
        status: 409,
        body: { code: 'INVALID_STATE', detail: expect.stringContaining('disabled') },
      });
      await api.call('PATCH', path, { status: 'active' });
      for (const event_type of ['upload.eaten', '*', 7])
        expect(await test({ event_type })).toMatchObject({ status: 400, body: { errors: [{ field: 'event_type' }] } });
      const { api_key: foreign } = (await api.post('/v1/organizations', { name: 'Elsewhere' })).body;
      expect((await api.as(foreign).post(`${path}/test`)).status).toBe(404);
      const { api_key: reader } = (await api.post('/v1/api-keys', { name: 'r', scopes: ['uploads:read'] })).body;
      expect((await api.as(reader).post(`${path}/test`)).status).toBe(403);
    });
  });

  it('keeps both secrets for a while when its secret is rotated', async () => {
    const { status, body } = await api.post(`/v1/webhook-endpoints/${endpoint.endpoint_id}/rotate-secret`);
    expect([status, body.rotation_until]).toEqual([200, expect.any(String)]);
    expect(body.secret).not.toBe(endpoint.secret);
    const before = peer.received.length;
    await api.post('/v1/buckets/assets/uploads', { filename: 'b', content_type: 'text/plain' });
    await until(() => peer.received.length > before);
    for (const secret of [endpoint.secret, body.secret])
      expect(() => verify(secret, peer.received.at(-1)!)).not.toThrow();
  });

  it('is made once under its Idempotency-Key, and refuses URLs of forbidden addresses', async () => {
    const asked = { url: peer.url, events: ['object.created'] };
    const once = () => api.call('POST', '/v1/webhook-endpoints', asked, { 'idempotency-key': 'k' });
    const [first, second] = [await once(), await once()];
    expect(second.body).toEqual(first.body);
    expect((await api.call('DELETE', `/v1/webhook-endpoints/${first.body.endpoint_id}`)).status).toBe(204);
    expect((await api.get(`/v1/webhook-endpoints/${first.body.endpoint_id}`)).status).toBe(404);
    const refused = ['http://169.254.169.254/', 'http://[::ffff:169.254.169.254]/', 'http://2852039166/'];
    for (const url of [...refused, 'http://0/', 'ftp://a.example/'])
      expect(await api.post('/v1/webhook-endpoints', { url })).toMatchObject({
        ...{ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ field: 'url' }] } },
      });
    expect((await api.post('/v1/webhook-endpoints', { url: peer.url, events: ['upload.eaten'] })).status).toBe(400);
  });
});

describe('an infected file', () => {
  it('reaches the owner of the workspace by mail, in the list and as an event', async () => {
    const { upload_id } = await upload(api, infected);
    const notified = () => peer.ofType('notify.notification.sent').filter(({ body }) => !body.data.test);
    await until(() => notified().length > 0 && mails.received.length > 0);
    const { body: login } = await api.post('/v1/auth/login', {
      email: ADMIN.BOOTSTRAP_ADMIN_EMAIL,
      password: ADMIN.BOOTSTRAP_ADMIN_PASSWORD,
    });
    const owner = api.as(login.access_token);
    const { body: me } = await owner.get('/v1/me');
    const [event] = notified();
    expect(event!.body.data).toMatchObject({
      upload_id,
      reason: expect.stringMatching(/^infected:/),
      recipients: [me.user_id],
    });
    expect(mails.received).toMatchObject([
      { to: [ADMIN.BOOTSTRAP_ADMIN_EMAIL], raw: expect.stringContaining('eicar.txt') },
    ]);
    const { body: list } = await owner.get('/v1/notifications');
    expect(list.items).toMatchObject([{ upload_id, recipients: [me.user_id], read_at: null }]);
    const [{ notification_id: id }] = list.items;
    expect(await owner.post(`/v1/notifications/${id}/read`)).toMatchObject({
      status: 200,
      body: { read_at: expect.any(String) },
    });
    expect((await api.post(`/v1/notifications/${id}/read`)).status).toBe(403);
    const { body } = await owner.graphql('{ notifications { nodes { id uploadId reason readAt } } }');
    expect(body.data.notifications.nodes).toMatchObject([{ id, uploadId: upload_id, readAt: expect.any(String) }]);
  });
});

describe('without leave to call private networks', () => {
  it('an address of one is no endpoint, and a name that leads to one is not called', async () => {
    const careful = await airlock.restart({ WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'false' });
    airlock = careful;
    api = new Api(careful.url);
    for (const url of [peer.url, 'http://localhost/', 'http://[::1]/', 'http://10.0.0.1/', 'https://2130706433/'])
      expect(await api.post('/v1/webhook-endpoints', { url })).toMatchObject({ status: 400 });
    const before = peer.received.length;
    const { body } = await api.post('/v1/buckets/assets/uploads', { filename: 'c', content_type: 'text/plain' });
    const mine = async () => (await deliveries()).find(({ payload }) => payload.data.upload_id === body.upload_id);
    await until(async () => (await mine())?.attempts.length === 1);
    expect((await mine()).error).toMatch(/no address that may be called/);
    const { body: tested } = await api.post(`/v1/webhook-endpoints/${endpoint.endpoint_id}/test`);
    const delivery = async () => (await api.get(`/v1/deliveries/${tested.delivery_id}`)).body;
    await until(async () => (await delivery()).status === 'failed');
    expect((await delivery()).error).toMatch(/no address that may be called/);
    expect(peer.received).toHaveLength(before);
  });
});
