import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { RetentionRepository } from '../../../src/features/uploads/termination/retention.repository.js';
import { newId } from '../../../src/shared/ids.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { uploadRepositories } from '../../support/upload-repositories.js';
import { insertUpload } from '../../support/uploads.js';
import { settleUsage } from '../../support/settled-usage.js';

const SIZE = 10;
let setup: Awaited<ReturnType<typeof productDatabase>>;
let retention: RetentionRepository;

beforeAll(async () => {
  setup = await productDatabase();
  const { database } = setup;
  retention = new RetentionRepository(database, uploadRepositories(database).termination);
});
afterAll(() => setup.close());

/** A file as admission left it, so many days ago. */
async function fileOf(tenant: TestTenant, days: number): Promise<string> {
  const { database } = setup;
  const { workspaceId } = tenant;
  const at = new Date(Date.now() - days * 24 * 3600_000);
  const id = newId('upl', at.getTime());
  await insertUpload(database, tenant, { id, declaredSize: SIZE, reservedBytes: SIZE });
  const blob = {
    id: newId('blb'),
    workspaceId,
    sha256: Buffer.from(id.padEnd(32)).toString('hex'),
    key: id,
    size: SIZE,
  };
  const facts = { etag: 'e', detectedType: 'text/plain', verdict: 'clean', scannerVersion: 'test' };
  await database.asSystem(async (tx) => {
    await tx.blob.create({ data: { ...blob, ...facts } });
    const reached = { confirmedAt: at, completedAt: at, size: SIZE, blobId: blob.id };
    await tx.upload.update({ where: { id }, data: { status: 'AVAILABLE', ...reached } });
    await settleUsage(tx, { ...tenant, usedBytes: SIZE, reservedBytes: SIZE });
  });
  return id;
}

/** As a worker does it, in windows of so many uploads. */
async function wholePass(window?: number): Promise<void> {
  for (let cursor: string | false | null = null; cursor !== false; cursor = await retention.run(cursor, window));
}

it('deletes what a bucket keeps no longer, frees its quota, and leaves everything else', async () => {
  const { system } = setup.database;
  const [kept, keptForever] = [await makeTenant(setup.database), await makeTenant(setup.database)];
  await system.bucket.update({ where: { id: kept.bucketId }, data: { retentionDays: 7 } });
  const [old, young] = [await fileOf(kept, 8), await fileOf(kept, 6)];
  const ancient = await fileOf(keptForever, 1000);
  await Promise.all([wholePass(), wholePass()]);
  const rows = await system.upload.findMany({ where: { status: 'AVAILABLE' }, select: { id: true } });
  expect(rows.map(({ id }) => id).sort()).toEqual([ancient, young].sort());
  expect(await system.trash.count({ where: { key: old, notBefore: { lte: new Date() } } })).toBe(1);
  const usage = await system.usage.findFirst({ where: { organizationId: kept.organizationId } });
  expect(usage).toMatchObject({ usedBytes: BigInt(SIZE), reservedBytes: 0n, pendingCount: 0 });
});

it('reads every bucket in windows, however few uploads are in it', async () => {
  const { system } = setup.database;
  const tenants = [await makeTenant(setup.database), await makeTenant(setup.database)];
  const gone: string[] = [];
  const stays: string[] = [];
  for (const tenant of tenants) {
    const { organizationId, workspaceId } = tenant;
    await system.bucket.update({ where: { id: tenant.bucketId }, data: { retentionDays: 7 } });
    const forever = newId('bkt');
    await system.bucket.create({ data: { id: forever, organizationId, workspaceId, name: 'forever' } });
    for (let days = 30; days > 20; days--) stays.push(await fileOf({ ...tenant, bucketId: forever }, days));
    for (const days of [29, 22, 19]) gone.push(await fileOf(tenant, days));
  }
  await wholePass(3);
  const rows = await system.upload.findMany({ where: { status: 'AVAILABLE' }, select: { id: true } });
  const left = rows.map(({ id }) => id);
  expect(left).toEqual(expect.arrayContaining(stays));
  expect(left.filter((id) => gone.includes(id))).toEqual([]);
});
