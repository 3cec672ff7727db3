import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Config } from '../../../src/config/config.js';
import { ScannerPresenceRepository } from '../../../src/features/scanning/staging-limit/scanner-presence.repository.js';
import { StagingLimitService } from '../../../src/features/scanning/staging-limit/staging-limit.service.js';
import type { UploadStatus } from '../../../src/features/uploads/domain/upload-states.js';
import { OverdueUploadsRepository } from '../../../src/features/uploads/termination/overdue-uploads.repository.js';
import { type MalwareScanner } from '../../../src/platform/malware-scanner/malware-scanner.js';
import { type ObjectStore } from '../../../src/platform/object-store/object-store.js';
import { newId } from '../../../src/shared/ids.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { uploadRepositories } from '../../support/upload-repositories.js';
import { insertUpload } from '../../support/uploads.js';

const TTL_HOURS = 24;

let setup: Awaited<ReturnType<typeof productDatabase>>;
let presence: ScannerPresenceRepository;
let overdue: OverdueUploadsRepository;
let tenant: TestTenant;

beforeAll(async () => {
  setup = await productDatabase();
  const { database } = setup;
  overdue = new OverdueUploadsRepository(database, uploadRepositories(database).termination);
  presence = new ScannerPresenceRepository(database);
});
afterAll(() => setup.close());

beforeEach(async () => {
  await sql('DELETE FROM scanner_presence');
  await sql(
    "UPDATE uploads SET status = 'CANCELED', lease_token = NULL WHERE status IN ('SCANNING', 'UPLOADING', 'PENDING')",
  );
  tenant = await makeTenant(setup.database);
});

const sql = (statement: string) => setup.database.system.$executeRawUnsafe(statement);
const rows = () => setup.database.system.scannerPresence.findMany({ orderBy: { id: 'asc' } });

/** A presence from so many hours ago until so many hours ago. */
const present = (since: number, until: number) =>
  sql(
    `INSERT INTO scanner_presence (since, until) VALUES (now() - interval '${since} hours', now() - interval '${until} hours')`,
  );

/** A worker whose scanner and store answer, or do not. */
function worker(away: { scanner?: boolean; store?: boolean } = {}): StagingLimitService {
  const ping =
    (isAway = false) =>
    async () => {
      if (isAway) throw new Error('away');
    };
  const scanner = { ping: ping(away.scanner) } as unknown as MalwareScanner;
  const store = { ping: ping(away.store) } as unknown as ObjectStore;
  const config = { get: () => TTL_HOURS } as unknown as Config;
  return new StagingLimitService(scanner, store, presence, overdue, config);
}

/** An upload created so many hours ago. */
async function waiting(hours: number, status: UploadStatus = 'SCANNING', more: object = {}): Promise<string> {
  const at = new Date(Date.now() - hours * 3600_000);
  const id = newId('upl', at.getTime());
  await insertUpload(setup.database, tenant, { id });
  const data = { status, createdAt: at, confirmedAt: new Date(), ...more };
  await setup.database.system.upload.update({ where: { id }, data });
  return id;
}

const statusOf = async (id: string) => {
  const { status, statusReason } = await setup.database.system.upload.findUniqueOrThrow({ where: { id } });
  return statusReason ? `${status} ${statusReason}` : status;
};

describe('the presence of scanners', () => {
  it('is one as long as it is noted often enough, and a new one after a gap', async () => {
    await worker().noteIfPresent();
    await sql("UPDATE scanner_presence SET since = since - interval '1 hour', until = until - interval '30 seconds'");
    await worker().noteIfPresent();
    expect(await rows()).toHaveLength(1);
    await sql("UPDATE scanner_presence SET until = until - interval '40 seconds'");
    await worker().noteIfPresent();
    const [before, after] = await rows();
    expect(after!.since.getTime() - before!.until.getTime()).toBeGreaterThanOrEqual(40_000);
  });

  it('is one for many workers that note it at once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => worker().noteIfPresent()));
    expect(await rows()).toHaveLength(1);
  });

  it.each([{ scanner: true }, { store: true }])('is not noted while one is unavailable: %j', async (away) => {
    await worker(away).noteIfPresent();
    expect(await rows()).toEqual([]);
  });

  it.each([
    [3, 3],
    [4, 4],
    [14, 30],
    [23, 49],
    [24, 50],
  ])('%d hours of it reach %d hours back', async (hours, back) => {
    await present(60, 40);
    await present(30, 20);
    await present(4, 0);
    const reached = Date.now() - (await presence.cutoff(hours))!.getTime();
    expect(Math.abs(reached - back * 3600_000)).toBeLessThan(60_000);
  });

  it('of less than the limit gives no cutoff', async () => {
    await present(23, 0);
    expect(await presence.cutoff(24)).toBeNull();
  });
});

describe('a file that waits', () => {
  it('is rejected once it could have been scanned for that long, with its event; bytes are trashed, the reservation is released', async () => {
    await present(100, 0);
    const [old, young] = [await waiting(25), await waiting(23)];
    await Promise.all([worker().rejectOverdue(), worker().rejectOverdue()]);
    expect([await statusOf(old), await statusOf(young)]).toEqual(['REJECTED staging_ttl', 'SCANNING']);
    const { system } = setup.database;
    const events = await system.uploadEvent.findMany({ where: { uploadId: old, event: 'rejected' } });
    expect(events).toMatchObject([{ detail: 'staging_ttl', actor: 'system', from: 'SCANNING', to: 'REJECTED' }]);
    expect(await system.trash.count({ where: { key: { endsWith: `staging/${old}` } } })).toBe(2);
    const usage = await system.usage.findFirst({ where: { organizationId: tenant.organizationId } });
    expect(usage).toMatchObject({ reservedBytes: 10n, pendingCount: 1 });
  });

  it('is not rejected, however old, for time without scanners', async () => {
    await present(200, 170);
    await present(20, 0);
    const [throughOutage, before] = [await waiting(169), await waiting(175)];
    await worker().rejectOverdue();
    expect([await statusOf(throughOutage), await statusOf(before)]).toEqual(['SCANNING', 'REJECTED staging_ttl']);
  });

  it('is not rejected where no scanner was ever present', async () => {
    const id = await waiting(1000);
    expect(await worker().rejectOverdue()).toBe(false);
    expect(await statusOf(id)).toBe('SCANNING');
  });

  it('is not rejected during a scan, but after one whose lease has ended', async () => {
    await present(100, 0);
    const leased = (seconds: number) => ({ leaseToken: 'x', leaseUntil: new Date(Date.now() + seconds * 1000) });
    const [running, dead] = [await waiting(25, 'SCANNING', leased(60)), await waiting(25, 'SCANNING', leased(-60))];
    await worker().rejectOverdue();
    expect([await statusOf(running), await statusOf(dead)]).toEqual(['SCANNING', 'REJECTED staging_ttl']);
  });

  it('in parts that are never completed is rejected, however often its URLs were renewed; others are not', async () => {
    await present(100, 0);
    const deadlineAt = new Date(Date.now() + 3600_000);
    const parts = await waiting(25, 'UPLOADING', { deadlineAt, multipartId: 'session' });
    const patient = await waiting(25, 'UPLOADING', { deadlineAt, urlExpiresInSeconds: 24 * 3600 + 7200 });
    const pending = await waiting(25, 'PENDING', { confirmedAt: null });
    const ended = await waiting(25, 'CANCELED');
    await worker().rejectOverdue();
    const statuses = await Promise.all([parts, patient, pending, ended].map(statusOf));
    expect(statuses).toEqual(['REJECTED staging_ttl', 'UPLOADING', 'PENDING', 'CANCELED']);
  });

  it('needs no presences from before the cutoff: they are deleted', async () => {
    for (let n = 0; n < 5; n++) await present(200 - n * 10, 195 - n * 10);
    await present(30, 0);
    await worker().rejectOverdue();
    expect(await rows()).toHaveLength(1);
  });
});
