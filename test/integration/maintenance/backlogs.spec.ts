import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TrashSizeRepository } from '../../../src/features/blobs/index.js';
import { ScanQueueRepository } from '../../../src/features/uploads/index.js';
import { EndpointLeasesRepository } from '../../../src/features/webhooks/endpoint-leases.repository.js';
import { relayOn } from '../../support/relay.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { sixty } from '../../support/upload-repositories.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;

beforeAll(async () => void (setup = await productDatabase()));
afterAll(() => setup.close());
beforeEach(async () => void (tenant = await makeTenant(setup.database)));

const system = (sql: string) => setup.test.query(sql, setup.test.systemUrl);

describe('what metrics show of', () => {
  it('the trash: its rows, what is due, and since when', async () => {
    const trash = new TrashSizeRepository(setup.database);
    expect([await trash.rows(), await trash.due(), await trash.oldestSeconds()]).toEqual([0, 0, 0]);
    await system(`INSERT INTO trash (workspace_id, key, not_before)
      SELECT 'ws', 'key/' || n, now() + make_interval(mins => n - 3) FROM generate_series(1, 10) n`);
    expect([await trash.rows(), await trash.due()]).toEqual([10, 3]);
    expect(Math.round(await trash.oldestSeconds())).toBe(120);
  });

  it('a large trash: an estimate by the statistics, and no count beyond ten thousand', async () => {
    await system(`INSERT INTO trash (workspace_id, key, not_before)
      SELECT 'ws', 'many/' || n, now() - interval '1 minute' FROM generate_series(1, 25000) n`);
    await setup.test.query('ANALYZE trash');
    const trash = new TrashSizeRepository(setup.database);
    expect(await trash.due()).toBe(10_000);
    expect(await trash.rows()).toBeGreaterThan(24_000);
  });

  it('scans: those that wait or pause, not those that run', async () => {
    const queue = new ScanQueueRepository(setup.database, sixty);
    const ids = [await insertUpload(setup.database, tenant), await insertUpload(setup.database, tenant)];
    await setup.database.system.upload.updateMany({
      where: { id: { in: ids } },
      data: { status: 'SCANNING', confirmedAt: new Date() },
    });
    expect([await queue.countWaiting(10), await queue.countWaiting(1)]).toEqual([2, 1]);
    const leaseUntil = new Date(Date.now() + 60_000);
    await setup.database.system.upload.update({ where: { id: ids[0]! }, data: { leaseUntil, leaseToken: 'a worker' } });
    expect(await queue.countWaiting(10)).toBe(1);
    await setup.database.system.upload.update({ where: { id: ids[1]! }, data: { leaseUntil } });
    expect(await queue.countWaiting(10)).toBe(1);
  });

  it('the relay: the age of the oldest unpublished event of any source', async () => {
    const { relay } = relayOn(setup.database, setup.test.systemUrl, []);
    while ((await relay.publish(100))?.length);
    expect(await relay.lagSeconds()).toBe(0);
    await system(`INSERT INTO announcements (workspace_id, type, resource_id, at)
      VALUES ('${tenant.workspaceId}', 'object.created', 'obj_x', now() - interval '5 minutes')`);
    await insertUpload(setup.database, tenant);
    expect(Math.round(await relay.lagSeconds())).toBe(300);
    while ((await relay.publish(100))?.length);
    expect(await relay.lagSeconds()).toBe(0);
  });

  it('webhooks and parked events: nothing where there is nothing', async () => {
    const { parked } = relayOn(setup.database, setup.test.systemUrl, []);
    expect(await new EndpointLeasesRepository(setup.database).countPending(10)).toBe(0);
    expect(await parked.count(10)).toBe(0);
  });
});
