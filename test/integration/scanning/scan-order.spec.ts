import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Config } from '../../../src/config/config.js';
import { ScanQueueRepository } from '../../../src/features/uploads/scan-queue/scan-queue.repository.js';
import { Database } from '../../../src/platform/prisma/database.js';
import { Moves } from '../../support/moves.js';
import { leaseSettings, TestScans } from '../../support/scan-queue.js';
import { scanLease } from '../../support/upload-repositories.js';
import { claimCost } from '../../support/claim-cost.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let scans: TestScans;
let [flooder, second, third]: TestTenant[] = [];

beforeAll(async () => {
  setup = await productDatabase();
  scans = new TestScans(setup.test, setup.database);
  const { database } = setup;
  [flooder, second, third] = [await makeTenant(database), await makeTenant(database), await makeTenant(database)];
});
afterAll(() => setup.close());
beforeEach(() => scans.reset());

const queued = async () =>
  (await setup.test.query<{ id: string }>('SELECT upload_id AS id FROM scan_queue ORDER BY 1')).map(({ id }) => id);

describe('one tenant floods the queue with 5,000 files', () => {
  it.each([
    ['in order of arrival', 10_000],
    ['newest first, above the threshold', 1_000],
  ])('another’s single file starts after a few scans: %s', async (_, lifoThreshold) => {
    await scans.arrive(flooder!, 5_000);
    await scans.scan(3, { SCAN_BACKLOG_LIFO_THRESHOLD: lifoThreshold });
    const [single] = await scans.arrive(second!, 1);
    const [other] = await scans.arrive(third!, 1);
    const taken = await scans.scan(5, { SCAN_BACKLOG_LIFO_THRESHOLD: lifoThreshold });
    expect(taken).toContain(single);
    expect(taken).toContain(other);
  });

  it('so does one without a confirmation, by its age, while confirmed ones keep arriving', async () => {
    const [found] = await scans.arrive(second!, 1, 'event');
    await scans.arrive(flooder!, 5_000);
    const taken: string[] = [];
    for (let n = 0; n < 5; n++) {
      taken.push(...(await scans.scan(1)));
      await scans.arrive(third!, 1);
    }
    expect(taken).toContain(found);
  });

  it('the oldest are skipped at most four times each, however much arrives', async () => {
    const old = await scans.arrive(second!, 3, 'event');
    await scans.arrive(flooder!, 1_001);
    const order: string[] = [];
    for (let n = 0; n < 15; n++) {
      order.push(...(await scans.scan(1)));
      await scans.arrive(flooder!, 2);
    }
    expect(old.map((id) => order.indexOf(id))).toEqual([4, 9, 14]);
  });

  it('each claim reads a few pages by index, and no whole table', async () => {
    // Dead rows of earlier tests are vacuumed at some time: the count must not depend on it.
    await setup.test.query('VACUUM scan_queue');
    await scans.arrive(flooder!, 5_000);
    for (const lifoThreshold of [1_000, 10_000]) {
      const { buffers, scanned } = await claimCost(setup.database, { lifoThreshold });
      expect(scanned).toEqual([]);
      expect(buffers).toBeLessThan(400);
    }
  });
});

describe('the order of claims', () => {
  it('takes the oldest file of one tenant', async () => {
    const ids = await scans.arrive(flooder!, 4);
    expect(await scans.scan(4)).toEqual(ids);
  });

  it('takes what a client confirmed before what was only found, across tenants', async () => {
    await scans.arrive(second!, 2, 'event');
    const confirmed = await scans.arrive(flooder!, 3);
    expect(await scans.scan(3)).toEqual(confirmed);
  });

  it('prefers a found file once a client confirms it', async () => {
    const found = await scans.arrive(flooder!, 3, 'event');
    await setup.database.system.upload.update({ where: { id: found[2]! }, data: { confirmedByClient: true } });
    expect(await scans.scan(3)).toEqual([found[2], found[0], found[1]]);
  });

  it('prefers the tenant with the fewest running scans', async () => {
    await scans.arrive(flooder!, 9);
    const running = [await scans.claim(), await scans.claim()];
    expect(running.map((upload) => upload?.organizationId)).toEqual([flooder, flooder].map((t) => t!.organizationId));
    await scans.arrive(second!, 9);
    const claimed = [await scans.claim(), await scans.claim()];
    expect(claimed.map((upload) => upload?.organizationId)).toEqual([second, second].map((t) => t!.organizationId));
  });

  it('alternates between tenants with equally many', async () => {
    for (const tenant of [flooder, second, third]) await scans.arrive(tenant!, 5);
    const organizations: string[] = [];
    for (let n = 0; n < 4; n++) {
      const claimed = await scans.claim();
      organizations.push(claimed!.organizationId);
      await scans.finish(claimed!.id);
    }
    const all = [flooder, second, third].map((tenant) => tenant!.organizationId);
    expect(new Set(organizations.slice(0, 3))).toEqual(new Set(all));
    expect(organizations[3]).toBe(organizations[0]);
  });

  it('is newest first above the threshold, and oldest first again below it', async () => {
    const ids = await scans.arrive(flooder!, 6);
    expect(await scans.scan(4, { SCAN_BACKLOG_LIFO_THRESHOLD: 4 })).toEqual([ids[5], ids[4], ids[0], ids[1]]);
  });

  it('counts every fifth claim over all workers, and across restarts', async () => {
    const [oldest] = await scans.arrive(second!, 1, 'event');
    const ids = await scans.arrive(flooder!, 8);
    const other = new Database({ ...setup.test, poolSize: 2 });
    try {
      const claims = [
        await scans.claim(),
        await scans.claim({}, other),
        await scans.claim(),
        await scans.claim({}, other),
      ];
      expect(claims.map((upload) => upload?.id)).toEqual(ids.slice(0, 4));
    } finally {
      await other.onApplicationShutdown();
    }
    expect((await scans.claim())?.id).toBe(oldest);
  });

  it('does not count claims that find nothing', async () => {
    for (let n = 0; n < 7; n++) expect(await scans.claim()).toBeNull();
    expect(await setup.test.query('SELECT claims FROM scan_turn')).toEqual([{ claims: '0' }]);
  });
});

describe('a lease', () => {
  it('is given to one worker only', async () => {
    const ids = await scans.arrive(flooder!, 20);
    await scans.arrive(second!, 20);
    const claimed = await Promise.all(Array.from({ length: 60 }, () => scans.claim()));
    const taken = claimed.flatMap((upload) => (upload ? [upload.id] : []));
    expect(new Set(taken).size).toBe(40);
    expect(taken).toHaveLength(40);
    expect(taken).toEqual(expect.arrayContaining(ids));
    expect(new Set(claimed.map((upload) => upload?.leaseToken)).size).toBe(41);
  });

  it('that has ended: the upload is claimed again at its old position, and the first worker has lost it', async () => {
    const [first, next] = await scans.arrive(flooder!, 2);
    const lost = await scans.claim();
    expect(lost?.id).toBe(first);
    await scans.endLeases();
    const again = await scans.claim();
    expect(again).toMatchObject({ id: first, attempts: 2 });
    expect(await scanLease(setup.database).renew([lost!, again!])).toEqual([false, true]);
    expect((await scans.claim())?.id).toBe(next);
  });

  it('that has ended can still be renewed by a slow worker until the next claim', async () => {
    await scans.arrive(flooder!, 1);
    const slow = await scans.claim();
    await scans.endLeases();
    expect(await scanLease(setup.database, leaseSettings()).renew([slow!])).toEqual([true]);
    expect(await scans.claim()).toBeNull();
  });

  it('that was given back with a pause: the upload then has its old position', async () => {
    const [first, next] = await scans.arrive(flooder!, 2);
    const lease = scanLease(setup.database);
    const given = await scans.claim();
    expect(given).toMatchObject({ id: first, scanFailures: 0 });
    await lease.giveBack(given!, { afterSeconds: 3600, unscanned: true });
    expect((await scans.claim())?.id).toBe(next);
    expect(await scans.claim()).toBeNull();
    await setup.test.query(`UPDATE uploads SET lease_until = now() WHERE id = '${first}'`);
    expect(await scans.claim()).toMatchObject({ id: first, scanFailures: 1, attempts: 2 });
  });

  it('that was given back does not count as a running scan of the tenant', async () => {
    await scans.arrive(flooder!, 2);
    await scanLease(setup.database).giveBack((await scans.claim())!, { afterSeconds: 3600, unscanned: true });
    await scans.arrive(second!, 1);
    const running = await scans.claim();
    expect(running?.organizationId).toBe(second!.organizationId);
    expect((await scans.claim())?.organizationId).toBe(flooder!.organizationId);
  });

  it('is not waited for while a move has locked the upload: the next one is claimed', async () => {
    const [first, next] = await scans.arrive(flooder!, 2);
    await setup.database.asSystem(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM uploads WHERE id = ${first} FOR UPDATE`;
      expect((await scans.claim())?.id).toBe(next);
    });
  });
});

describe('the position in the queue', () => {
  const config = (lifoThreshold: number) => ({ get: () => lifoThreshold }) as unknown as Config;
  const placesOf = async (tenant: TestTenant, ids: string[], lifoThreshold = 1000) => {
    const queue = new ScanQueueRepository(setup.database, config(lifoThreshold));
    const places = await queue.placesOf(tenant.workspaceId, ids);
    return ids.map((id) => places.get(id) ?? null);
  };
  const aheadOf = async (tenant: TestTenant, ids: string[], lifoThreshold?: number) =>
    (await placesOf(tenant, ids, lifoThreshold)).map((place) => place?.ahead);

  it('is how many are claimed before it', async () => {
    const ids = await scans.arrive(flooder!, 4);
    expect(await aheadOf(flooder!, ids)).toEqual([0, 1, 2, 3]);
    expect(await scans.scan(4)).toEqual(ids);
  });

  it('counts one of every other tenant for each of its own, and everything that clients confirmed', async () => {
    await scans.arrive(flooder!, 50);
    const mine = await scans.arrive(second!, 3);
    const found = await scans.arrive(third!, 1, 'event');
    expect(await aheadOf(second!, mine)).toEqual([1, 3, 5]);
    expect(await aheadOf(third!, found)).toEqual([53]);
  });

  it('is counted from the other end above the threshold, limited by every fifth claim', async () => {
    const ids = await scans.arrive(flooder!, 7);
    expect(await aheadOf(flooder!, ids, 3)).toEqual([4, 5, 4, 3, 2, 1, 0]);
  });

  it('stops counting at a thousand', async () => {
    const ids = await scans.arrive(flooder!, 2_000);
    expect(await aheadOf(flooder!, [ids.at(-1)!], 5_000)).toEqual([1_000]);
  });

  it('is absent during a scan or a pause, and for another tenant', async () => {
    const [scanned, paused, waiting] = await scans.arrive(flooder!, 3);
    await scans.claim();
    await scanLease(setup.database).giveBack((await scans.claim())!, {
      afterSeconds: 60,
      unscanned: false,
    });
    const held = { ahead: null, leaseUntil: expect.any(Date) };
    expect(await placesOf(flooder!, [scanned!, paused!, waiting!])).toEqual([
      { ...held, isRunning: true },
      { ...held, isRunning: false },
      { ahead: 0, leaseUntil: null, isRunning: false },
    ]);
    expect(await placesOf(second!, [waiting!])).toEqual([null]);
  });
});

describe('the queue', () => {
  it('has exactly the uploads that are SCANNING', async () => {
    const moves = new Moves(setup.database);
    const tenant = second!;
    const id = await insertUpload(setup.database, tenant);
    const move = { id, workspaceId: tenant.workspaceId, actor: 'test' };
    expect(await queued()).toEqual([]);
    await moves.moveAlone(tenant, { ...move, event: 'confirm', changes: { confirmedAt: new Date() } });
    expect(await queued()).toEqual([id]);
    await moves.moveAlone(tenant, { ...move, event: 'cancel' });
    expect(await queued()).toEqual([]);
  });

  it('loses an upload with its record', async () => {
    const [id] = await scans.arrive(flooder!, 1);
    await setup.test.query(`DELETE FROM uploads WHERE id = '${id}'`);
    expect(await queued()).toEqual([]);
  });
});
