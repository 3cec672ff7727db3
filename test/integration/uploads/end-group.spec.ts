import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import type { Upload } from '../../../src/features/uploads/domain/upload.js';
import { toUpload, withRelations } from '../../../src/features/uploads/records/upload-row.repository.js';
import type { TerminationRepository } from '../../../src/features/uploads/termination/termination.repository.js';
import { newId } from '../../../src/shared/ids.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { uploadRepositories } from '../../support/upload-repositories.js';
import { insertUpload } from '../../support/uploads.js';
import { settleUsage } from '../../support/settled-usage.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let termination: TerminationRepository;
let mine: TestTenant;
let theirs: TestTenant;

beforeAll(async () => {
  setup = await productDatabase();
});
afterAll(() => setup.close());
beforeEach(async () => {
  ({ termination } = uploadRepositories(setup.database));
  [mine, theirs] = await Promise.all([makeTenant(setup.database), makeTenant(setup.database)]);
});

const read = async (id: string) =>
  toUpload(await setup.database.system.upload.findFirstOrThrow({ where: { id }, include: withRelations }));

const open = async (tenant: TestTenant) => read(await insertUpload(setup.database, tenant));

/** Ten bytes that are AVAILABLE, in an object, with a content that may be shared. */
async function admitted(tenant: TestTenant, blobId = newId('blb')): Promise<Upload> {
  const { organizationId, workspaceId, bucketId } = tenant;
  const id = await insertUpload(setup.database, tenant);
  const sha256 = Buffer.from(blobId.padEnd(32)).toString('hex');
  const objectId = newId('obj');
  const facts = { size: 10, key: blobId, etag: 'e', detectedType: 'text/plain', verdict: 'clean', scannerVersion: 'x' };
  await setup.database.asSystem(async (tx) => {
    await tx.blob.createMany({ data: { id: blobId, workspaceId, sha256, ...facts }, skipDuplicates: true });
    const object = { id: objectId, organizationId, workspaceId, bucketId, createdBy: 'x', metadata: {} };
    await tx.storedObject.create({ data: object });
    await tx.objectFile.create({
      data: { objectId, position: 0, workspaceId, property: 'a', type: 'TEXT', uploadId: id },
    });
    const now = new Date();
    const reached = { confirmedAt: now, completedAt: now, size: 10, blobId, objectId };
    await tx.upload.update({ where: { id }, data: { status: 'AVAILABLE', ...reached } });
    await settleUsage(tx, { ...tenant, usedBytes: 10, reservedBytes: 10 });
  });
  return read(id);
}

/** The first goes alone; the rest share one statement. */
async function together(...ends: (() => Promise<unknown>)[]): Promise<void> {
  const company = await open(theirs);
  const cancel = (upload: Upload) => termination.end(upload, { event: 'cancel', by: 'x', reason: 'x' });
  await Promise.all([cancel(company), ...ends.map((end) => end())]);
}

const remove = (upload: Upload) => () => termination.remove(upload, 'client');
const cancel = (upload: Upload) => () =>
  termination.end(upload, { event: 'cancel', by: 'client', reason: 'canceled_by_user' });

async function countsOf({ organizationId, bucketId, workspaceId }: TestTenant) {
  const { system } = setup.database;
  const usage = await system.usage.findFirstOrThrow({ where: { organizationId } });
  const [bucket] = await setup.test.query<{ used_bytes: string; file_count: string }>(
    `SELECT used_bytes, file_count FROM bucket_usage WHERE bucket_id = '${bucketId}'`,
    setup.test.systemUrl,
  );
  return {
    used: Number(usage.usedBytes),
    reserved: Number(usage.reservedBytes),
    pending: usage.pendingCount,
    bucket: bucket && [Number(bucket.used_bytes), Number(bucket.file_count)],
    blobs: await system.blob.count({ where: { workspaceId } }),
    objects: await system.storedObject.count({ where: { workspaceId } }),
  };
}

const trashOf = (key: string) => setup.database.system.trash.count({ where: { key } });

describe('ends that meet', () => {
  it('share one statement; usage, contents, objects and trash are exact', async () => {
    const shared = newId('blb');
    const files = [await admitted(mine), await admitted(mine, shared), await admitted(mine, shared)];
    const pending = [await open(mine), await open(mine)];
    expect(await countsOf(mine)).toEqual({ used: 30, reserved: 20, pending: 2, bucket: [30, 3], blobs: 2, objects: 3 });
    const trips = jest.spyOn(setup.database.pool, 'query');
    await together(remove(files[0]!), remove(files[1]!), cancel(pending[0]!));
    // The create and the end of the company, and one for the rest.
    expect(trips).toHaveBeenCalledTimes(3);
    trips.mockRestore();
    expect(await countsOf(mine)).toEqual({ used: 10, reserved: 10, pending: 1, bucket: [10, 1], blobs: 1, objects: 1 });
    expect([await trashOf(files[0]!.blob!.key), await trashOf(shared)]).toEqual([2, 0]);
    expect(await trashOf(`${mine.workspaceId}/staging/${pending[0]!.id}`)).toBe(2);
    await together(remove(files[2]!), cancel(pending[1]!));
    const none = { used: 0, reserved: 0, pending: 0, bucket: [0, 0], blobs: 0, objects: 0 };
    expect(await countsOf(mine)).toEqual(none);
    expect(await trashOf(shared)).toBe(2);
  });

  it('of the same upload end it once', async () => {
    const [file, pending] = [await admitted(mine), await open(mine)];
    await together(remove(file), remove(file), cancel(pending), cancel(pending), remove(file));
    expect(await countsOf(mine)).toMatchObject({ used: 0, reserved: 0, pending: 0, bucket: [0, 0] });
    for (const { id } of [file, pending])
      expect(await setup.database.system.uploadEvent.count({ where: { uploadId: id } })).toBe(2);
  });

  it('do not reach an upload of another workspace, whatever the arguments say', async () => {
    const file = await admitted(theirs);
    const { organizationId, workspaceId } = mine;
    await together(remove({ ...file, organizationId, workspaceId }), remove({ ...file, workspaceId }));
    expect((await read(file.id)).status).toBe('AVAILABLE');
    expect(await countsOf(mine)).toMatchObject({ used: 0, reserved: 0, pending: 0 });
  });

  it('do not wait for what another transaction holds: those ends wait alone', async () => {
    const [busy, free] = [await admitted(mine), await admitted(theirs)];
    const holder = new pg.Client({ connectionString: setup.test.systemUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM blobs WHERE id = $1 FOR UPDATE', [busy.blob!.id]);
      let held!: Promise<unknown>;
      await together(() => Promise.resolve(void (held = remove(busy)())), remove(free));
      expect([(await read(busy.id)).status, (await read(free.id)).status]).toEqual(['AVAILABLE', 'DELETED']);
      await holder.query('ROLLBACK');
      await held;
      expect(await countsOf(mine)).toMatchObject({ used: 0, bucket: [0, 0], blobs: 0, objects: 0 });
    } finally {
      await holder.end();
    }
  });
});
