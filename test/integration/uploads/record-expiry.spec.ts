import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Config } from '../../../src/config/config.js';
import { BucketsRepository } from '../../../src/features/buckets/buckets.repository.js';
import { BucketUploadsRepository } from '../../../src/features/uploads/termination/bucket-uploads.repository.js';
import { RecordExpiryRepository } from '../../../src/features/uploads/termination/record-expiry.repository.js';
import type { UploadStatus } from '../../../src/features/uploads/domain/upload-states.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { unrecorded } from '../../support/unrecorded.js';
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
  const nextCheckAt = new Date(Date.now() - days * 24 * 3600_000);
  await setup.database.system.upload.update({ where: { id }, data: { status, statusReason: 'test', nextCheckAt } });
  return id;
}

const published = (ids: string[]) =>
  setup.database.system.uploadEvent.updateMany({ where: { uploadId: { in: ids } }, data: { publishedAt: new Date() } });
const eventsOf = (ids: string[]) => setup.database.system.uploadEvent.count({ where: { uploadId: { in: ids } } });

it('forgets what ended long ago with its timeline, and nothing else', async () => {
  const old = await Promise.all(
    (['REJECTED', 'EXPIRED', 'CANCELED', 'DELETED'] as const).map((s) => endedDaysAgo(s, 31)),
  );
  const kept = [await endedDaysAgo('REJECTED', 29), await endedDaysAgo('PENDING', 31)];
  await published([...old, ...kept]);
  while (await records.forget(2));
  const left = await setup.database.system.upload.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  expect(left.map(({ id }) => id)).toEqual([...kept].sort());
  expect(await setup.database.system.uploadEvent.count({ where: { uploadId: { in: old } } })).toBe(0);
  expect(await setup.database.system.uploadEvent.count({ where: { uploadId: { in: kept } } })).toBe(2);
});

describe('a bucket that is deleted', () => {
  function removeBucket(): Promise<boolean> {
    const { database } = setup;
    const content = new BucketUploadsRepository(database);
    return new BucketsRepository(database).remove(tenant, tenant.bucketId, content, unrecorded);
  }

  it('takes the records of ended uploads along, with timelines and notes, except events that are not published yet', async () => {
    const ids = await Promise.all(Array.from({ length: 3 }, () => endedDaysAgo('REJECTED', 1)));
    const [unpublished, ...rest] = ids as [string, ...string[]];
    await published(rest);
    const note = { uploadId: rest[0]!, actor: 'usr_1', workspaceId: tenant.workspaceId };
    await setup.database.system.downloadNote.create({ data: note });
    const other = await makeTenant(setup.database);
    const kept = await insertUpload(setup.database, other);
    await setup.database.system.upload.deleteMany({ where: { workspaceId: tenant.workspaceId, status: 'PENDING' } });
    expect(await removeBucket()).toBe(true);
    expect(await setup.database.system.upload.count({ where: { workspaceId: tenant.workspaceId } })).toBe(0);
    expect([await eventsOf(rest), await eventsOf([unpublished]), await eventsOf([kept])]).toEqual([0, 1, 1]);
    expect(await setup.database.system.downloadNote.count()).toBe(0);
  });

  it('keeps everything while a file is in it', async () => {
    tenant = await makeTenant(setup.database);
    const ended = await endedDaysAgo('REJECTED', 1);
    await published([ended]);
    await insertUpload(setup.database, tenant);
    expect(await removeBucket()).toBe(false);
    expect(await eventsOf([ended])).toBe(1);
  });
});
