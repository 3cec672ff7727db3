import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { WebhookSecrets } from '../../../src/features/webhooks/domain/webhook-secret.js';
import { WebhookSweepRepository } from '../../../src/features/webhooks/webhook-sweep.repository.js';
import { newId } from '../../../src/shared/ids.js';
import { Moves } from '../../support/moves.js';
import { hang, HookReceiver } from '../../support/hook-receiver.js';
import { until } from '../../support/resilience/until.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';
import { unrecorded } from '../../support/unrecorded.js';
import { webhooksOn } from '../../support/webhooks.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let moves: Moves;
let hooks: ReturnType<typeof webhooksOn>;
let receivers: HookReceiver[];

beforeAll(async () => {
  setup = await productDatabase();
  moves = new Moves(setup.database);
  hooks = webhooksOn(setup);
});
afterAll(() => setup.close());
beforeEach(async () => {
  tenant = await makeTenant(setup.database);
  receivers = [];
});
afterEach(async () => {
  for (const receiver of receivers) receiver.close();
  await setup.database.system.webhookEndpoint.deleteMany();
});

async function receiver(answer?: HookReceiver['answer']): Promise<HookReceiver> {
  const started = await HookReceiver.start(answer);
  receivers.push(started);
  return started;
}

async function endpointFor(url: string, events = ['*'], of = tenant): Promise<string> {
  const settings = { url, events, description: null, status: 'active' as const };
  return (await hooks.endpoints.create(of, { id: newId('whk'), ...settings }, unrecorded))!.id;
}

const upload = (more: object = {}) => insertUpload(setup.database, tenant, more);
const cancel = (id: string, detail = 'canceled_by_user') =>
  moves.moveAlone(tenant, { id, workspaceId: tenant.workspaceId, event: 'cancel', actor: 'test', detail });
const rows = (endpointId: string) =>
  setup.database.system.webhookDelivery.findMany({ where: { endpointId }, orderBy: { id: 'asc' } });
const dueNow = () => setup.database.system.webhookDelivery.updateMany({ data: { nextTryAt: new Date(0) } });

/** Everything that is due, once. */
async function send(lanes: ('healthy' | 'failing')[] = ['healthy', 'failing']): Promise<void> {
  for (const lane of lanes)
    for (const endpoint of await hooks.deliverer.claim(lane, 100, `test ${Math.random()}`))
      await hooks.deliverer.deliver(endpoint, () => false);
}

it('are for as many endpoints as a workspace may have, however many are made at once', async () => {
  const { organizationId, workspaceId } = tenant;
  const settings = { url: 'https://hooks.example', events: ['*'], description: null, status: 'active' as const };
  const made = Array.from({ length: 97 }, () => ({ id: newId('whk'), organizationId, workspaceId, ...settings }));
  await setup.database.system.webhookEndpoint.createMany({ data: made });
  const more = await Promise.all(
    Array.from({ length: 12 }, () => hooks.endpoints.create(tenant, { id: newId('whk'), ...settings }, unrecorded)),
  );
  expect(more.filter(Boolean)).toHaveLength(3);
  expect(await setup.database.system.webhookEndpoint.count({ where: { workspaceId } })).toBe(100);
});

describe('a delivery', () => {
  it('is created for each endpoint that receives the type, in its workspace and no other', async () => {
    const other = await makeTenant(setup.database);
    const all = await endpointFor('https://a.example/');
    const some = await endpointFor('https://b.example/', ['upload.canceled', 'object.created']);
    const theirs = await endpointFor('https://c.example/', ['*'], other);
    const disabled = await endpointFor('https://d.example/');
    await hooks.endpoints.update(tenant, disabled, { status: 'disabled' }, unrecorded);
    await cancel(await upload());
    await hooks.relay.publish(100);
    const typesOf = async (id: string) => (await rows(id)).map(({ eventType }) => eventType);
    expect(await typesOf(all)).toEqual(['upload.created', 'upload.canceled']);
    expect(await typesOf(some)).toEqual(['upload.canceled']);
    expect([await typesOf(theirs), await typesOf(disabled)]).toEqual([[], []]);
  });

  it('is created once, however often the event is relayed', async () => {
    const endpoint = await endpointFor('https://a.example/');
    await upload();
    const told = (await hooks.relay.publish(100))!;
    for (let again = 0; again < 3; again++) await setup.database.asSystem((tx) => hooks.subscriber.take(tx, told));
    expect(await rows(endpoint)).toHaveLength(1);
  });

  it('shows the upload as REST does, as the event left it, without a single URL', async () => {
    const endpoint = await endpointFor('https://a.example/');
    const metadata = { url: 'mine', headers: 'mine too', a: 1 };
    const id = await upload({ metadata, filename: 'ä.txt' });
    await cancel(id);
    await hooks.relay.publish(100);
    const [created, canceled] = (await rows(endpoint)).map(({ payload }) => JSON.parse(payload));
    expect(created).toMatchObject({
      type: 'upload.created',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: { upload_id: id, sequence: 1, status: 'PENDING', status_reason: null, filename: 'ä.txt', metadata },
    });
    expect(canceled.data).toMatchObject({ upload_id: id, sequence: 2, status: 'CANCELED' });
    for (const member of ['presigned_url', 'headers', 'fields', 'server_time'])
      expect(created.data).not.toHaveProperty(member);
    expect(JSON.stringify([created, canceled])).not.toMatch(/https?:/);
  });

  it('of an upload whose record is deleted names it', async () => {
    const endpoint = await endpointFor('https://a.example/');
    const id = await upload();
    await setup.database.system.upload.delete({ where: { id } });
    await hooks.relay.publish(100);
    expect(JSON.parse((await rows(endpoint))[0]!.payload).data).toMatchObject({ upload_id: id, sequence: 1 });
  });
});

describe('sending', () => {
  it('delivers what is due, signed, and logs it', async () => {
    const peer = await receiver();
    const endpoint = await endpointFor(peer.url);
    await upload();
    await hooks.relay.publish(100);
    await send();
    const [hook] = peer.received;
    const secret = new WebhookSecrets('a secret of the tests, long enough for it').shown(endpoint, 1);
    const headers = hook!.headers as Record<string, string>;
    expect(new Webhook(secret).verify(hook!.text, headers)).toEqual(hook!.body);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Airlock-Webhooks/1' });
    const [row] = await rows(endpoint);
    expect(row).toMatchObject({ id: hook!.id, status: 'delivered', tries: 1, completedAt: expect.any(Date) });
    expect(row!.attempts).toEqual([
      { at: expect.any(String), statusCode: 204, durationMs: expect.any(Number), error: null },
    ]);
    await send();
    expect(peer.received).toHaveLength(1);
  });

  it('signs with both secrets while one follows the other, then with the new one alone', async () => {
    const peer = await receiver();
    const endpoint = await endpointFor(peer.url);
    const secrets = new WebhookSecrets('a secret of the tests, long enough for it');
    const verifies = (version: number) => {
      const { text, headers } = peer.received.at(-1)!;
      try {
        return Boolean(new Webhook(secrets.shown(endpoint, version)).verify(text, headers as Record<string, string>));
      } catch {
        return false;
      }
    };
    await hooks.endpoints.rotate(tenant, endpoint, 24, unrecorded);
    await upload();
    await hooks.relay.publish(100);
    await send();
    expect([1, 2, 3].map(verifies)).toEqual([true, true, false]);
    await setup.database.system.webhookEndpoint.updateMany({ data: { rotationUntil: new Date(0) } });
    await upload();
    await hooks.relay.publish(100);
    await send();
    expect([1, 2].map(verifies)).toEqual([false, true]);
  });

  it.each([
    ['500', 500, 'The endpoint answered 500.'],
    ['404', 404, 'The endpoint answered 404.'],
    ['a redirect', 307, 'The endpoint redirects (307): redirects are not followed.'],
  ])('tries again after %s, within 30 seconds, under the same id, until it is taken', async (_, status, error) => {
    const peer = await receiver(() => status);
    const endpoint = await endpointFor(peer.url);
    await upload();
    await hooks.relay.publish(100);
    await send();
    const [row] = await rows(endpoint);
    expect(row).toMatchObject({ status: 'pending', tries: 1, attempts: [{ statusCode: status, error }] });
    const [{ wait }] = await setup.database.system.$queryRaw<[{ wait: number }]>`
      SELECT extract(epoch FROM next_try_at - now())::float AS wait FROM webhook_deliveries WHERE id = ${row!.id}`;
    expect(wait).toBeLessThanOrEqual(30);
    expect(wait).toBeGreaterThan(0);
    await send();
    expect(peer.received).toHaveLength(1);
    peer.answer = () => 200;
    await dueNow();
    await send();
    expect((await rows(endpoint))[0]).toMatchObject({ status: 'delivered', tries: 2 });
    expect(new Set(peer.received.map(({ id }) => id)).size).toBe(1);
  });

  it('fails after a day, and the status of the endpoint shows it', async () => {
    const peer = await receiver(() => 503);
    const endpoint = await endpointFor(peer.url);
    await upload();
    await hooks.relay.publish(100);
    await send();
    await setup.database.system.webhookDelivery.updateMany({ data: { giveUpAt: new Date(0), nextTryAt: new Date(0) } });
    await send();
    expect((await rows(endpoint))[0]).toMatchObject({ status: 'failed', tries: 2, completedAt: expect.any(Date) });
    await dueNow();
    await send();
    expect(peer.received).toHaveLength(2);
    expect(await hooks.endpoints.find(tenant, endpoint)).toMatchObject({ failingSince: expect.any(Date) });
    peer.answer = () => 200;
    await upload();
    await hooks.relay.publish(100);
    await send();
    expect(await hooks.endpoints.find(tenant, endpoint)).toMatchObject({ failingSince: null });
  });

  it('keeps the last thirty attempts', async () => {
    const peer = await receiver(() => 500);
    const endpoint = await endpointFor(peer.url);
    await upload();
    await hooks.relay.publish(100);
    for (let n = 0; n < 33; n++) {
      await dueNow();
      await send();
    }
    expect((await rows(endpoint))[0]!.attempts).toHaveLength(30);
    expect((await rows(endpoint))[0]!.tries).toBe(33);
  });

  it('is one worker’s for each endpoint, and the next one’s when its lease is over', async () => {
    const peer = await receiver();
    const endpoint = await endpointFor(peer.url);
    await upload();
    await hooks.relay.publish(100);
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) => hooks.leases.claim('healthy', 10, `worker ${n}`, 60)),
    );
    expect(claims.flat()).toHaveLength(1);
    await setup.database.system.webhookEndpoint.updateMany({ data: { leaseUntil: new Date(0) } });
    const [next] = await hooks.leases.claim('healthy', 10, 'another', 60);
    expect(next).toMatchObject({ id: endpoint });
    expect(await hooks.leases.renew(claims.flat()[0]!, 60)).toBeNull();
    expect(await hooks.leases.renew(next!, 60)).toMatchObject({ id: endpoint });
  });

  it('stops at once for an endpoint that is disabled or deleted', async () => {
    const peer = await receiver();
    const endpoint = await endpointFor(peer.url);
    await upload();
    await hooks.relay.publish(100);
    await hooks.endpoints.update(tenant, endpoint, { status: 'disabled' }, unrecorded);
    await send();
    expect(peer.received).toEqual([]);
    await hooks.endpoints.update(tenant, endpoint, { status: 'active' }, unrecorded);
    await send();
    expect(peer.received).toHaveLength(1);
    await upload();
    await hooks.relay.publish(100);
    await hooks.endpoints.remove(tenant, endpoint, unrecorded);
    await send();
    expect(peer.received).toHaveLength(1);
  });
});

describe('an endpoint that hangs', () => {
  it('does not delay others, even when it uses all its places', async () => {
    const quick = webhooksOn(setup, { WEBHOOK_CONCURRENCY: '2' }, 1_000);
    const dead = await receiver(() => hang);
    const alive = await receiver();
    for (let n = 0; n < 6; n++) await endpointFor(`${dead.url}/${n}`);
    await Promise.all(Array.from({ length: 60 }, () => upload()));
    await quick.relay.publish(1000);
    // The last to come, behind 360 deliveries that lead nowhere.
    const endpoint = await endpointFor(alive.url);
    await Promise.all(Array.from({ length: 60 }, () => upload()));
    await quick.relay.publish(1000);
    const sender = quick.sender();
    sender.start((work) => work());
    await until(() => new Set(alive.received.map(({ id }) => id)).size === 60);
    expect(dead.received.length).toBeLessThan(300);
    await until(async () => (await rows(endpoint)).every(({ status }) => status === 'delivered'));
    await sender.stop();
  });
});

describe('the log', () => {
  it('forgets what is old, and what deleted endpoints left', async () => {
    const sweep = new WebhookSweepRepository(setup.database);
    const endpoint = await endpointFor('https://a.example/');
    await upload();
    await hooks.relay.publish(100);
    const [row] = await rows(endpoint);
    await setup.database.system.webhookDelivery.create({
      data: { ...row!, id: 'dlv_00000000000000a', eventKey: 'old', attempts: [] },
    });
    await sweep.forgetOld(30);
    expect((await rows(endpoint)).map(({ id }) => id)).toEqual([row!.id]);
    await hooks.endpoints.remove(tenant, endpoint, unrecorded);
    while (await sweep.purgeDeleted());
    expect(await setup.database.system.webhookEndpoint.count({ where: { id: endpoint } })).toBe(0);
    expect(await rows(endpoint)).toEqual([]);
  });
});
