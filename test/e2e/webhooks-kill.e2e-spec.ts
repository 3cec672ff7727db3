import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { hang, HookReceiver } from '../support/hook-receiver.js';
import { lentDataDir } from '../support/lent-database.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { runUntilFault } from '../support/resilience/run-until-fault.js';
import { until } from '../support/resilience/until.js';

/** Every step after which the process can be gone, on the way from an event to its endpoint. */
const rounds = [
  ['relay.taken'],
  ['relay.delivered'],
  ['relay.committed', 'webhooks.claimed'],
  ['webhooks.called'],
  ['webhooks.recorded'],
];
const EVENTS = 1_000;
const env = {
  WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
  WEBHOOK_TIMEOUT_SECONDS: '2',
  FILES_STAGING_MAX_PER_TENANT: '2000',
};

let dataDir: string;
let airlock: Airlock;
let stored: StoredState;
let peer: HookReceiver;
let hung: HookReceiver;

/** The leases of a process that is gone are over; nothing else is hurried. */
const endLeases = () => stored.query(`UPDATE webhook_endpoints SET lease_until = now() - interval '1 second'`);

async function createMany(api: Api, count: number): Promise<void> {
  const uploads = Array.from({ length: 100 }, (_, n) => ({ filename: `${n}.txt`, content_type: 'text/plain' }));
  for (let made = 0; made < count; made += 100)
    expect((await api.post('/v1/buckets/assets/uploads/batch', { uploads })).status).toBe(201);
}

const named = ({ body }: { body: Json }) => `${body.type} ${body.data.upload_id} ${body.data.sequence}`;

beforeAll(async () => {
  [peer, hung] = [await HookReceiver.start(), await HookReceiver.start(() => hang)];
  dataDir = await lentDataDir();
  stored = new StoredState(dataDir);
  // The api makes events; nobody relays them yet.
  airlock = await Airlock.start({ dataDir, env });
  const api = new Api(airlock.url);
  for (const url of [hung.url, peer.url])
    expect((await api.post('/v1/webhook-endpoints', { url, events: ['upload.created'] })).status).toBe(201);
  await createMany(api, EVENTS);
  await airlock.kill();
  for (const points of rounds) {
    await endEverything();
    await runUntilFault(points, { dataDir, env }, happen);
  }
  airlock = await Airlock.start({ dataDir, env });
  stored = new StoredState(dataDir);
}, 300_000);
afterAll(async () => {
  for (const receiver of [peer, hung]) receiver.close();
  await airlock.dispose();
});

/** One event more, in case none waits. */
const happen = ({ url }: Airlock) =>
  new Api(url).post('/v1/buckets/assets/uploads', { filename: 'more.txt', content_type: 'text/plain' });

/** PostgreSQL outlives a killed Airlock, so what it left can be asked. */
const endEverything = () => endLeases().catch(() => undefined);

describe(`${EVENTS} events, with kill -9 at ${rounds.flat().length} steps on their way, beside an endpoint that hangs`, () => {
  it('are each delivered at least once', async () => {
    await endLeases();
    const rows = await stored.query<{ id: string }>(`SELECT id FROM uploads`);
    expect(rows.length).toBeGreaterThanOrEqual(EVENTS);
    const wanted = new Set(rows.map(({ id }) => `upload.created ${id} 1`));
    await until(() => {
      for (const hook of peer.received) wanted.delete(named(hook));
      return wanted.size === 0;
    });
  });

  it('have one delivery for each endpoint, and one webhook-id however often they came', async () => {
    const [twice] = await stored.query<{ count: string }>(
      `SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries GROUP BY endpoint_id, event_key HAVING count(*) > 1) t`,
    );
    expect(twice!.count).toBe('0');
    const idsOf = new Map<string, Set<string>>();
    for (const hook of peer.received) idsOf.set(named(hook), (idsOf.get(named(hook)) ?? new Set()).add(hook.id));
    expect([...idsOf].filter(([, ids]) => ids.size !== 1)).toEqual([]);
    // Some were called and not recorded: that they came again is what was tested.
    expect(peer.received.length).toBeGreaterThan(idsOf.size);
  });

  it('are all told as delivered in the end', async () => {
    await until(async () => {
      const [left] = await stored.query<{ count: string }>(
        `SELECT count(*) FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
         WHERE e.url = '${peer.url}' AND d.status <> 'delivered'`,
      );
      return left!.count === '0';
    });
  });
});
