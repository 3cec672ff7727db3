import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Api, type Json } from '../support/api.js';
import { HookReceiver } from '../support/hook-receiver.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { until } from '../support/resilience/until.js';
import { actualOutcome, settle } from '../support/soak/settle.js';
import { Installation } from '../support/soak/installation.js';
import { RetryingClient } from '../support/soak/retrying-client.js';
import { Expectations } from '../support/soak/expectations.js';
import { SeededRandom } from '../support/soak/random.js';
import { leads, Reader } from '../support/soak/reader.js';
import { injectFaults } from '../support/soak/faults.js';
import { Uploader } from '../support/soak/uploader.js';

const SECONDS = Number(process.env.AIRLOCK_SOAK_SECONDS ?? 30);
const SEED = Number(process.env.AIRLOCK_SOAK_SEED ?? 1);
const TENANTS = 2;
const THINK_MS = 20;
const UPLOADERS_EACH = 3;
/** On a machine that is busy with other things, the clients go on until there is something to look at. */
const LEAST_UPLOADS = 20;
/** Time after the last fault in which everything must come to its end. */
const SETTLE_MS = 180_000;

let installation: Installation;
let hooks: HookReceiver;
let stored: StoredState;
let ended: Map<string, Json>;
const expectations = new Expectations();
const log = (text: string) => process.stderr.write(`soak: ${text}\n`);

/** A client of a tenant of its own, whose webhook endpoint receives every event. */
async function tenant(root: Api, random: SeededRandom, name: string): Promise<RetryingClient> {
  const { body } = await root.post('/v1/organizations', { name, tier: 'pro' });
  const client = new RetryingClient(installation, body.api_key, expectations, random);
  expect((await client.call('POST', '/v1/webhook-endpoints', { url: hooks.url })).status).toBe(201);
  return client;
}

async function drive(clients: RetryingClient[], random: SeededRandom): Promise<void> {
  const end = Date.now() + SECONDS * 1000;
  const forever = async (act: () => Promise<void>) => {
    while (Date.now() < end || expectations.uploads.length < LEAST_UPLOADS) {
      await act();
      await pause(THINK_MS);
    }
  };
  const work = clients.flatMap((client, number) => [
    ...Array.from({ length: UPLOADERS_EACH }, (_, n) => {
      const uploader = new Uploader(client, expectations, random.fork(), { tenant: number, name: `${number}-${n}` });
      return forever(() => uploader.sendOne());
    }),
    forever(() => new Reader(client, expectations, random.fork(), number).readOne()),
  ]);
  await injectFaults(installation, random.fork(), { until: end, log });
  log(`${expectations.requests} requests, ${expectations.uploads.length} uploads: no more faults`);
  await Promise.all(work);
}

beforeAll(
  async () => {
    const random = new SeededRandom(SEED);
    log(`${SECONDS} seconds with seed ${SEED}`);
    [installation, hooks] = [await Installation.start(), await HookReceiver.start()];
    stored = new StoredState(installation);
    const root = new Api(installation.members[0]!.server!.url);
    const clients: RetryingClient[] = [];
    for (let n = 0; n < TENANTS; n++) clients.push(await tenant(root, random.fork(), `Tenant ${n}`));
    await drive(clients, random);
    ended = await settle(installation, clients, expectations);
  },
  SECONDS * 1000 + SETTLE_MS,
);
afterAll(async () => {
  await installation.stop();
  hooks.close();
});

describe(`${SECONDS} seconds of kills, pauses and outages (seed ${SEED})`, () => {
  it('answer no request with a defect, and serve nothing that is not clean', () => {
    expect(expectations.violations).toEqual([]);
    expect(installation.defects).toEqual([]);
  });

  it('end every upload in the state that the answers to its client imply', () => {
    const wrong = expectations.uploads
      .map((one) => ({
        id: one.id,
        expected: expectations.outcomeOf(one),
        became: actualOutcome(ended.get(one.id), one),
      }))
      .filter(({ expected, became }) => became !== expected);
    expect(wrong).toEqual([]);
  });

  it('make one record of one intention, however often it was retried', async () => {
    const twice = await stored.query(
      `SELECT metadata->>'soak' AS marker, count(*) FROM uploads WHERE metadata ? 'soak' GROUP BY 1 HAVING count(*) > 1`,
    );
    expect(twice).toEqual([]);
  });

  it('keep usage, timelines and blobs consistent', () => stored.expectConsistent());

  it('deliver every event at least once', async () => {
    const told = new Set(hooks.received.map(({ body }) => `${body.type} ${body.data.upload_id} ${body.data.sequence}`));
    const events = await stored.query<{ name: string }>(
      `SELECT 'upload.' || event || ' ' || upload_id || ' ' || sequence AS name FROM upload_events
       WHERE event IN ('created', 'confirmed', 'available', 'rejected', 'expired', 'canceled', 'quarantined', 'deleted')`,
    );
    expect(events.filter(({ name }) => !told.has(name))).toEqual([]);
  });

  it('leave no byte without a record, and no link that should be dead', async () => {
    await stored.expectOnlyLiveBytesAfterTrash();
    await stored.query(`UPDATE job_leases SET due_at = now() WHERE name = 'sessions'`);
    await until(async () => (await installation.store.sessions()).length === 0);
    const alive = [];
    for (const link of expectations.deadLinks) if (await leads(link.url)) alive.push(link.id);
    expect(alive).toEqual([]);
  });
});
