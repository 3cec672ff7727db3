import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeChanges } from '../../../src/features/relay/changes.js';
import { PostgresEventChannel } from '../../../src/platform/events/postgres.event-channel.js';
import type { Subscription } from '../../../src/platform/events/event-channel.js';
import { COMPILE_CACHE } from '../../support/airlock.js';
import { Moves } from '../../support/moves.js';
import { until } from '../../support/resilience/until.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';

const UPLOADS = 500;
const AT_ONCE = 250;
/** Every step at which a relay can die: with the rows, delivered but not committed, committed but without hints. */
const points = ['relay.taken', 'relay.delivered', 'relay.committed'];

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let moves: Moves;
let subscription: Subscription;
const heard: string[] = [];

beforeAll(async () => {
  setup = await productDatabase();
  tenant = await makeTenant(setup.database);
  moves = new Moves(setup.database);
  await setup.test.query('CREATE TABLE kept (n bigserial, resource_id text, sequence int, type text)');
  await setup.test.query('GRANT ALL ON kept, kept_n_seq TO airlock_system');
  await new Promise<void>((onOpen) => {
    subscription = new PostgresEventChannel(setup.test.systemUrl).subscribe({
      onOpen,
      onMessage: (message) =>
        void decodeChanges(message).forEach(
          (change) => 'uploadId' in change && heard.push(`${change.uploadId} ${change.sequence}`),
        ),
    });
  });
});
afterAll(async () => {
  await subscription.close();
  await setup.close();
});

/** A relay of its own process; answers how it ended. */
async function relay(faultAt = ''): Promise<number | string> {
  const { appUrl, systemUrl } = setup.test;
  const child = spawn(process.execPath, ['dist/test/support/relay-process.js'], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      RELAY_URLS: JSON.stringify({ appUrl, systemUrl }),
      AIRLOCK_FAULT_AT: faultAt,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return code ?? signal!;
}

/** Uploads of every length of life, some of their moves racing each other. */
async function live(): Promise<void> {
  for (let n = 0; n < AT_ONCE; n++) {
    const id = await insertUpload(setup.database, tenant);
    const move = { id, workspaceId: tenant.workspaceId, actor: 'test' };
    if (n % 3) await moves.moveAlone(tenant, { ...move, event: 'begin' });
    if (n % 2) await Promise.all([1, 2, 3].map(() => moves.moveAlone(tenant, { ...move, event: 'cancel' })));
  }
}

describe(`${UPLOADS} uploads, and relays killed all the while`, () => {
  it('each event is kept exactly once, in order and without gaps', async () => {
    const ends: (number | string)[] = [];
    for (let round = 0; round < UPLOADS / AT_ONCE; round++) {
      const killed = async () => {
        for (const point of points) ends.push(await relay(point));
      };
      // Two at a time, while uploads go on: the one with the lock dies with it, and the other takes over.
      await Promise.all([live(), killed(), killed()]);
    }
    expect(ends.filter((end) => end === 'SIGKILL').length).toBeGreaterThan(UPLOADS / AT_ONCE);
    expect(await Promise.all([relay(), relay()])).toEqual([0, 0]);

    const events = await setup.database.system.uploadEvent.findMany({ orderBy: { sequence: 'asc' } });
    const told = events.map(({ uploadId, sequence }) => `${uploadId} ${sequence}`).sort();
    const kept = await setup.test.query<{ resource_id: string; sequence: number }>(
      'SELECT resource_id, sequence FROM kept ORDER BY n',
    );
    expect(kept.map(({ resource_id, sequence }) => `${resource_id} ${sequence}`).sort()).toEqual(told);
    const next = new Map<string, number>();
    for (const { resource_id: id, sequence } of kept) {
      expect([id, sequence]).toEqual([id, (next.get(id) ?? 0) + 1]);
      next.set(id, sequence);
    }
    expect(next.size).toBe(UPLOADS);
    await until(async () => new Set(heard).size >= told.length);
    expect(heard.sort()).toEqual(told);
  }, 300_000);
});
