import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { trashFigure } from '../../../src/features/blobs/trash-figure.queries.js';
import { erasureFigure } from '../../../src/features/documents/erasure/erasure-figure.queries.js';
import { ingestionQueueFigure } from '../../../src/features/documents/records/ingestion-queue-figure.queries.js';
import { imageQueueFigure } from '../../../src/features/images/records/image-queue-figure.queries.js';
import { relayFigure, relayGauges } from '../../../src/features/relay/relay-figure.queries.js';
import { openUploadsFigure } from '../../../src/features/uploads/records/open-uploads-figure.queries.js';
import { scanQueueFigure } from '../../../src/features/uploads/scan-queue/scan-queue-figure.queries.js';
import { waitingDeliveriesFigure } from '../../../src/features/webhooks/waiting-deliveries-figure.queries.js';
import { usageFigure } from '../../../src/features/workspaces/usage-figure.queries.js';
import type { Figure } from '../../../src/platform/metrics/database-gauges.js';
import { appliedMigrationFigure } from '../../../src/platform/prisma/migrations/applied-migration-figure.queries.js';
import { relayOn } from '../../support/relay.js';
import { shownFigures } from '../../support/shown-figures.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;

beforeAll(async () => void (setup = await productDatabase()));
afterAll(() => setup.close());
beforeEach(async () => void (tenant = await makeTenant(setup.database)));

const system = (sql: string) => setup.test.query(sql, setup.test.systemUrl);
const shown = <Label extends string>(figure: Figure<Label>) => shownFigures(setup.database, figure);
const minuteAgo = () => new Date(Date.now() - 60_000);

/** The age of something so old when it was made: not younger, and at most a minute older, however busy the machine is. */
function expectAge(seconds: number | undefined, atLeast: number): void {
  // The database keeps milliseconds.
  expect(seconds).toBeGreaterThanOrEqual(atLeast - 0.001);
  expect(seconds).toBeLessThan(atLeast + 60);
}

describe('what metrics show of', () => {
  it('the trash: its rows, what is due, and since when', async () => {
    expect(await shown(trashFigure)).toEqual({ trash_rows: 0, trash_due_rows: 0, trash_oldest_seconds: 0 });
    await system(`INSERT INTO trash (workspace_id, key, not_before)
      SELECT 'ws', 'key/' || n, now() + make_interval(mins => n - 3) FROM generate_series(1, 10) n`);
    const { trash_oldest_seconds: oldest, ...rows } = await shown(trashFigure);
    expect(rows).toEqual({ trash_rows: 10, trash_due_rows: 3 });
    expectAge(oldest, 120);
  });

  it('a large trash: an estimate by the statistics, and no count beyond ten thousand', async () => {
    await system(`INSERT INTO trash (workspace_id, key, not_before)
      SELECT 'ws', 'many/' || n, now() - interval '1 minute' FROM generate_series(1, 25000) n`);
    await setup.test.query('ANALYZE trash');
    const { trash_due_rows: due, trash_rows: rows } = await shown(trashFigure);
    expect(due).toBe(10_000);
    expect(rows).toBeGreaterThan(24_000);
  });

  it('uploads that wait for their bytes, by status and method, and the oldest of each', async () => {
    expect(await shown(openUploadsFigure)).toEqual({});
    const ids = [await insertUpload(setup.database, tenant), await insertUpload(setup.database, tenant)];
    const [old, begun] = ids;
    await setup.database.system.upload.update({ where: { id: old! }, data: { createdAt: minuteAgo() } });
    await setup.database.system.upload.update({ where: { id: begun! }, data: { status: 'UPLOADING', method: 'TUS' } });
    const figures = await shown(openUploadsFigure);
    const put = '{status="pending",method="put"}';
    expect(figures).toMatchObject({ [`uploads_open${put}`]: 1, 'uploads_open{status="uploading",method="tus"}': 1 });
    expectAge(figures[`uploads_open_oldest_seconds${put}`], 60);
    await setup.database.system.upload.deleteMany({ where: { id: { in: ids } } });
  });

  it('scans: files that wait, pause or run, and the oldest of each', async () => {
    const states = async () => {
      const figures = await shown(scanQueueFigure);
      return ['waiting', 'paused', 'running'].map((state) => [
        figures[`scan_queue_files{state="${state}"}`],
        Math.floor(figures[`scan_queue_oldest_seconds{state="${state}"}`]! / 60),
      ]);
    };
    const [none, old] = [
      [0, 0],
      [1, 1],
    ];
    expect(await states()).toEqual([none, none, none]);
    const ids = [await insertUpload(setup.database, tenant), await insertUpload(setup.database, tenant)];
    const data = { status: 'SCANNING' as const, confirmedAt: minuteAgo() };
    await setup.database.system.upload.updateMany({ where: { id: { in: ids } }, data });
    expect(await states()).toEqual([[2, 1], none, none]);
    const leaseUntil = new Date(Date.now() + 60_000);
    await setup.database.system.upload.update({ where: { id: ids[0]! }, data: { leaseUntil, leaseToken: 'a worker' } });
    expect(await states()).toEqual([old, none, old]);
    await setup.database.system.upload.update({ where: { id: ids[1]! }, data: { leaseUntil } });
    expect(await states()).toEqual([none, old, old]);
  });

  it('the relay: the age of the oldest unpublished event of any source', async () => {
    const { relay, sources } = relayOn(setup.database, setup.test.systemUrl, []);
    const figure = { select: () => relayFigure(sources.all()), gauges: relayGauges };
    while ((await relay.publish(100))?.length);
    expect(await shown(figure)).toEqual({ relay_lag_seconds: 0, relay_parked_events: 0 });
    await system(`INSERT INTO announcements (workspace_id, type, resource_id, at)
      VALUES ('${tenant.workspaceId}', 'object.created', 'obj_x', now() - interval '5 minutes')`);
    await insertUpload(setup.database, tenant);
    expectAge((await shown(figure))['relay_lag_seconds'], 300);
    while ((await relay.publish(100))?.length);
    expect(await shown(figure)).toEqual({ relay_lag_seconds: 0, relay_parked_events: 0 });
  });

  it('the quotas: what all organizations use and reserve together', async () => {
    const before = await shown(usageFigure);
    await system(`UPDATE usage SET used_bytes = used_bytes + 5000000000, reserved_bytes = reserved_bytes + 7,
      pending_count = pending_count + 2 WHERE organization_id = '${tenant.organizationId}'`);
    expect(await shown(usageFigure)).toEqual({
      used_bytes: before['used_bytes']! + 5_000_000_000,
      reserved_bytes: before['reserved_bytes']! + 7,
      reservations: before['reservations']! + 2,
    });
  });

  it('the schema: the newest migration, by its number', async () => {
    const { database_migration: newest } = await shown(appliedMigrationFigure);
    const [row] = await setup.test.query<{ name: string }>(
      'SELECT max(migration_name) AS name FROM _prisma_migrations',
    );
    expect(`${newest}`).toBe(row!.name.slice(0, 14));
  });

  it('webhooks, pictures and documents: nothing where there is nothing', async () => {
    expect(await shown(waitingDeliveriesFigure)).toEqual({ webhook_deliveries_waiting: 0 });
    expect(await shown(imageQueueFigure)).toEqual({ images_queued: 0, images_oldest_seconds: 0 });
    expect(await shown(ingestionQueueFigure)).toEqual({ ingestion_queued: 0, ingestion_oldest_seconds: 0 });
    expect(await shown(erasureFigure)).toEqual({ documents_to_erase: 0 });
  });
});
