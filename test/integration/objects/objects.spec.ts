import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ObjectsRepository } from '../../../src/features/objects/objects.repository.js';
import { UploadObjectLifecycle } from '../../../src/features/objects/upload-object-lifecycle.js';
import { AnnouncementsRepository } from '../../../src/features/relay/index.js';
import { attemptPlaces } from '../../../src/features/uploads/domain/object-key.js';
import type { AdmissionRepository } from '../../../src/features/scanning/admission/admission.repository.js';
import type { ScanLeaseRepository } from '../../../src/features/scanning/lease/scan-lease.repository.js';
import type { TerminationRepository } from '../../../src/features/uploads/termination/termination.repository.js';
import { UploadObjects } from '../../../src/features/uploads/objects-port/upload-objects.js';
import { ObjectUploadsRepository } from '../../../src/features/uploads/records/object-uploads.repository.js';
import type { UploadsRepository } from '../../../src/features/uploads/records/uploads.repository.js';
import { Database } from '../../../src/platform/prisma/database.js';
import { newId } from '../../../src/shared/ids.js';
import { handlersOf } from '../../support/handlers.js';
import { type TestDatabase, testDatabase } from '../../support/postgres.js';
import { makeTenant, type TestTenant } from '../../support/tenant.js';
import { claimOne, uploadRepositories } from '../../support/upload-repositories.js';
import { insertUpload } from '../../support/uploads.js';

const WORKERS = 20;
const RACERS = 100;

let test: TestDatabase;
let database: Database;
let tenant: TestTenant;
let admission: AdmissionRepository;
let lease: ScanLeaseRepository;
let objects: ObjectsRepository;
let termination: TerminationRepository;
let uploads: UploadsRepository;

beforeAll(async () => {
  test = await testDatabase();
  database = new Database({ ...test, poolSize: WORKERS });
  objects = new ObjectsRepository(database, new AnnouncementsRepository(database), new ObjectUploadsRepository());
  const port = new UploadObjects(handlersOf(new UploadObjectLifecycle(objects)));
  ({ admission, lease, termination, uploads } = uploadRepositories(database, port));
  tenant = await makeTenant(database);
  const schema = { properties: { sku: { type: 'STRING' } }, unique_key: { fields: ['sku'], policy: 'skip' } };
  await database.system.bucket.update({ where: { id: tenant.bucketId }, data: { schema } });
});
afterAll(async () => {
  await database.onApplicationShutdown();
  await test.drop();
});

async function confirmed(more: object = {}): Promise<string> {
  const id = await insertUpload(database, tenant, more);
  await database.system.upload.update({ where: { id }, data: { status: 'SCANNING', confirmedAt: new Date() } });
  return id;
}

/** What a worker does: admits what waits until nothing does. Every third file has the same bytes. */
async function work(): Promise<void> {
  for (let upload = await claimOne(lease); upload; upload = await claimOne(lease)) {
    const content = Number.parseInt(upload.id.slice(-6), 36) % 3 === 0 ? 'same' : upload.id;
    const sha256 = Buffer.from(content.padEnd(32)).toString('hex');
    const facts = {
      sha256,
      size: 10,
      detectedType: 'text/plain',
      etag: 'e',
      verdict: 'clean',
      verdictCause: null,
      scannerVersion: 'test',
    };
    await admission.admit(upload, facts, { copiedTo: attemptPlaces(upload).final });
  }
}
const admitAll = () => Promise.all(Array.from({ length: WORKERS }, work));

async function objectOf(uploadIds: string[]): Promise<string> {
  const { organizationId, workspaceId, bucketId } = tenant;
  const parts = uploadIds.map((uploadId) => ({ property: 'a', type: 'TEXT', uploadId }));
  const object = { id: newId('obj'), organizationId, workspaceId, bucketId, metadata: {}, createdBy: 'test', parts };
  await database.tenant(tenant, (tx) => objects.insert(tx, { ...object, uniqueKeyHash: null }));
  return object.id;
}

describe('uploads with one unique key', () => {
  it('become one object, however many are admitted at once, and all are readable', async () => {
    const ids = await Promise.all(
      Array.from({ length: RACERS }, () => confirmed({ objectMetadata: { sku: 'one' }, filename: 'racer.txt' })),
    );
    await admitAll();
    const rows = await database.system.upload.findMany({ where: { id: { in: ids } } });
    expect(rows.map(({ status }) => status)).toEqual(Array(RACERS).fill('AVAILABLE'));
    const winners = rows.filter(({ objectId }) => objectId !== null);
    expect(winners).toHaveLength(1);
    expect(rows.filter(({ statusReason }) => statusReason === 'unique_key_exists')).toHaveLength(RACERS - 1);
    const made = await database.system.storedObject.findMany({ where: { bucketId: tenant.bucketId } });
    expect(made.map(({ id }) => id)).toEqual([winners[0]!.objectId]);
    const usage = await database.system.usage.findFirst({ where: { organizationId: tenant.organizationId } });
    expect(usage).toMatchObject({ usedBytes: BigInt(RACERS * 10), reservedBytes: 0n, pendingCount: 0 });
  });
});

describe('files of an object that go at once', () => {
  it('delete it with the last of them, also while it is deleted itself', async () => {
    for (let round = 0; round < 5; round++) {
      const ids = await Promise.all([1, 2, 3].map(() => confirmed({ createObjectOnConfirm: false })));
      await admitAll();
      const [one, other] = [await objectOf(ids), await objectOf(ids)];
      const files = await Promise.all(ids.map((id) => uploads.find(tenant, id)));
      const second = await objects.find(tenant, other);
      await Promise.all([...files.map((file) => termination.remove(file!, 'test')), objects.remove(second!)]);
      expect(await database.system.storedObject.count({ where: { id: { in: [one, other] } } })).toBe(0);
    }
  });
});

describe('an object', () => {
  it('never holds a file of another workspace, not even by the application’s own statement', async () => {
    const stranger = await makeTenant(database);
    const foreign = await insertUpload(database, stranger);
    const id = await objectOf([await confirmed()]);
    const { workspaceId } = tenant;
    const file = { objectId: id, position: 1, workspaceId, property: 'a', type: 'TEXT', uploadId: foreign };
    await expect(database.tenant(tenant, (tx) => tx.objectFile.create({ data: file }))).rejects.toThrow(
      /row-level security/,
    );
    expect(await objects.find(stranger, id)).toBeNull();
    expect((await objects.find(tenant, id))?.parts).toHaveLength(1);
  });
});
