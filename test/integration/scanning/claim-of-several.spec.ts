import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { claimCost } from '../../support/claim-cost.js';
import { leaseSettings, TestScans } from '../../support/scan-queue.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { scanLease } from '../../support/upload-repositories.js';

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

describe('a claim of several', () => {
  const arrivals = fc.array(
    fc.record({
      tenant: fc.constantFrom(0, 1, 2),
      count: fc.integer({ min: 1, max: 5 }),
      by: fc.constantFrom<'client' | 'event'>('client', 'event'),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const scenes = fc.record({
    arrivals,
    before: fc.integer({ min: 0, max: 6 }),
    paused: fc.integer({ min: 0, max: 2 }),
    locked: fc.integer({ min: 0, max: 2 }),
    lifoThreshold: fc.integer({ min: 1, max: 20 }),
    most: fc.integer({ min: 1, max: 12 }),
  });

  /** What is taken by claims of these sizes, and what they leave behind; then nothing has happened. */
  async function taken(sizes: number[], lifoThreshold: number) {
    const client = await setup.database.systemPool.connect();
    try {
      await client.query('BEGIN');
      const ids: string[] = [];
      for (const most of sizes) {
        const { rows } = await client.query(`SELECT upload FROM take_scans(${most}, 'me', 60, ${lifoThreshold}, 1000)`);
        ids.push(...rows.map(({ upload }) => upload.id as string));
      }
      const { rows: turn } = await client.query('SELECT claims, organization_id FROM scan_turn');
      const { rows: leases } = await client.query(
        `SELECT id, attempts FROM uploads WHERE lease_token = 'me' AND status = 'SCANNING' ORDER BY id`,
      );
      const { rows: trash } = await client.query('SELECT key FROM trash WHERE not_before > now() ORDER BY key');
      return { ids, turn, leases, trash };
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }

  it('takes exactly what as many single claims would, in their order, whatever waits', async () => {
    const tenants = [flooder!, second!, third!];
    await fc.assert(
      fc.asyncProperty(scenes, async ({ arrivals, before, paused, locked, lifoThreshold, most }) => {
        await scans.reset();
        const ids: string[] = [];
        for (const { tenant, count, by } of arrivals) ids.push(...(await scans.arrive(tenants[tenant]!, count, by)));
        for (let n = 0; n < before; n++) await scans.claim({ SCAN_BACKLOG_LIFO_THRESHOLD: lifoThreshold });
        await setup.test.query(`UPDATE uploads SET lease_until = now() - interval '1 second', lease_token = NULL
          WHERE id IN (SELECT upload_id FROM scan_queue WHERE is_running ORDER BY arrived LIMIT ${paused})`);
        await setup.database.asSystem(async (tx) => {
          await tx.$queryRaw`SELECT 1 FROM uploads WHERE id = ANY(${ids.slice(0, locked)}) FOR UPDATE`;
          const single = await taken(Array<number>(most).fill(1), lifoThreshold);
          const together = await taken([most], lifoThreshold);
          expect(together).toEqual(single);
          expect(await taken([2, most], lifoThreshold)).toEqual(
            await taken(Array<number>(most + 2).fill(1), lifoThreshold),
          );
        });
      }),
      { numRuns: 25, seed: 7, endOnFailure: true },
    );
  });

  it('answers whole records, with what their buckets do with doubtful files', async () => {
    const [id] = await scans.arrive(flooder!, 1);
    await setup.test.query(`UPDATE buckets SET unscannable_policy = 'quarantine',
      unscannable_exceptions = '{"encrypted": "allow_flagged"}', type_policy = 'record' WHERE id = '${flooder!.bucketId}'`);
    const [upload] = await scanLease(setup.database, leaseSettings()).claim(3);
    const row = await setup.database.system.upload.findUnique({ where: { id: id! } });
    expect(upload).toMatchObject({
      ...{ id, ...flooder!, bucketName: 'assets', status: 'SCANNING', attempts: 1, scanFailures: 0, blob: null },
      ...{ createdAt: row!.createdAt, deadlineAt: row!.deadlineAt, reservedBytes: 1, leaseToken: row!.leaseToken },
      policies: {
        unscannablePolicy: 'quarantine',
        unscannableExceptions: { encrypted: 'allow_flagged' },
        typePolicy: 'record',
      },
    });
  });

  it('reads a few pages for each, however many wait', async () => {
    await setup.test.query('VACUUM scan_queue');
    await scans.arrive(flooder!, 5_000);
    const { buffers, scanned } = await claimCost(setup.database, { most: 16 });
    expect(scanned).toEqual([]);
    expect(buffers).toBeLessThan(16 * 400);
  });
});
