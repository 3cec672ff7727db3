import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UsageLedger } from '../../../src/features/workspaces/index.js';
import { Database } from '../../../src/platform/prisma/database.js';
import { testDatabase, type TestDatabase } from '../../support/postgres.js';
import { settleUsage } from '../../support/settled-usage.js';

const tenant = { organizationId: 'org_a', workspaceId: 'ws_a' };
const file = { ...tenant, bucketId: 'bkt_a' };
const ledger = new UsageLedger();
let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await testDatabase();
  database = new Database({ ...test, poolSize: 8 });
  await test.query(`
    INSERT INTO organizations (id, name, quota_bytes) VALUES ('org_a', 'a', 1000);
    INSERT INTO workspaces (id, organization_id, name) VALUES ('ws_a', 'org_a', 'a');
    INSERT INTO buckets (id, organization_id, workspace_id, name) VALUES ('bkt_a', 'org_a', 'ws_a', 'a');
    INSERT INTO usage (organization_id) VALUES ('org_a')`);
});
afterAll(async () => {
  await database.onApplicationShutdown();
  await test.drop();
});
beforeEach(async () => {
  await test.query(`
    DELETE FROM bucket_usage; UPDATE usage SET used_bytes = 0, reserved_bytes = 100, pending_count = 10`);
});

const state = async () => {
  const [row] = await test.query<Record<string, unknown>>(`
    SELECT u.used_bytes::int AS used, u.reserved_bytes::int AS reserved, u.pending_count AS pending,
      b.used_bytes::int AS "bucketUsed", b.file_count::int AS files FROM usage u LEFT JOIN bucket_usage b ON true`);
  return row;
};

describe('the usage ledger', () => {
  it('turns reserved bytes into used bytes, however many settle at once', async () => {
    const settle = () => database.tenant(tenant, (tx) => settleUsage(tx, { ...file, reservedBytes: 10, usedBytes: 7 }));
    await Promise.all(Array.from({ length: 10 }, settle));
    expect(await state()).toEqual({ used: 70, reserved: 0, pending: 0, bucketUsed: 70, files: 10 });
  });

  it('gives a reservation back', async () => {
    await database.asSystem((tx) => ledger.release(tx, { ...tenant, reservedBytes: 10n }));
    expect(await state()).toEqual({ used: 0, reserved: 90, pending: 9, bucketUsed: null, files: null });
  });

  it('no longer counts a deleted file', async () => {
    await database.asSystem((tx) => settleUsage(tx, { ...file, reservedBytes: 10, usedBytes: 7 }));
    await database.tenant(tenant, (tx) => ledger.forget(tx, { ...file, usedBytes: 7 }));
    expect(await state()).toEqual({ used: 0, reserved: 90, pending: 9, bucketUsed: 0, files: 0 });
  });

  it('fails rather than going below nothing', async () => {
    await expect(database.asSystem((tx) => ledger.release(tx, { ...tenant, reservedBytes: 101 }))).rejects.toThrow();
    await expect(database.asSystem((tx) => ledger.forget(tx, { ...file, usedBytes: 1 }))).rejects.toThrow();
    expect(await state()).toMatchObject({ used: 0, reserved: 100, pending: 10 });
  });

  it('is undone with the transaction it is part of', async () => {
    const move = database.tenant(tenant, async (tx) => {
      await settleUsage(tx, { ...file, reservedBytes: 10, usedBytes: 7 });
      throw new Error('the move failed');
    });
    await expect(move).rejects.toThrow('the move failed');
    expect(await state()).toMatchObject({ used: 0, reserved: 100, pending: 10, files: null });
  });
});
