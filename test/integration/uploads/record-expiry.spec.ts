import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Config } from '../../../src/config/config.js';
import { RecordExpiryRepository } from '../../../src/features/uploads/endings/record-expiry.repository.js';
import type { UploadStatus } from '../../../src/features/uploads/domain/upload-states.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let records: RecordExpiryRepository;

beforeAll(async () => {
  setup = await productDatabase();
  tenant = await makeTenant(setup.database);
  const config = { get: () => 30 } as unknown as Config;
  records = new RecordExpiryRepository(setup.database, config);
});
afterAll(() => setup.close());

async function endedDaysAgo(status: UploadStatus, days: number): Promise<string> {
  const id = await insertUpload(setup.database, tenant);
  const lookAt = new Date(Date.now() - days * 24 * 3600_000);
  await setup.database.system.upload.update({ where: { id }, data: { status, statusReason: 'test', lookAt } });
  return id;
}

it('forgets what ended long ago with its timeline, and nothing else', async () => {
  const old = await Promise.all(
    (['REJECTED', 'EXPIRED', 'CANCELED', 'DELETED'] as const).map((s) => endedDaysAgo(s, 31)),
  );
  const kept = [await endedDaysAgo('REJECTED', 29), await endedDaysAgo('PENDING', 31)];
  while (await records.forget(2));
  const left = await setup.database.system.upload.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  expect(left.map(({ id }) => id)).toEqual([...kept].sort());
  expect(await setup.database.system.uploadEvent.count({ where: { uploadId: { in: old } } })).toBe(0);
  expect(await setup.database.system.uploadEvent.count({ where: { uploadId: { in: kept } } })).toBe(2);
});
