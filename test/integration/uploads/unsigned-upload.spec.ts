import { inOnlyItem } from '../../../src/features/uploads/creation/in-item.js';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { BucketsService } from '../../../src/features/buckets/index.js';
import { defaultSettings } from '../../../src/features/buckets/domain/bucket.js';
import type { StoreState } from '../../../src/platform/object-store/store-state.js';
import { StoreCapabilities } from '../../../src/platform/object-store/store-capabilities.js';
import { underKey } from '../../../src/platform/idempotency/leased-key.js';
import { IdempotencyRepository } from '../../../src/platform/idempotency/idempotency.repository.js';
import { CreateUploadService } from '../../../src/features/uploads/creation/create-upload.service.js';
import { CreateUploadsService } from '../../../src/features/uploads/creation/create-uploads.service.js';
import type { DuplicatesRepository } from '../../../src/features/uploads/creation/duplicates.repository.js';
import { UploadPlanner } from '../../../src/features/uploads/creation/upload-planner.js';
import { UploadObjects } from '../../../src/features/uploads/objects-port/upload-objects.js';
import { UploadPreparation } from '../../../src/features/uploads/creation/upload-preparation.js';
import { WithdrawUploadTransaction } from '../../../src/features/uploads/creation/withdraw-upload.transaction.js';
import type { NewUpload } from '../../../src/features/uploads/domain/new-upload.js';
import type { UploadUrlsService } from '../../../src/features/uploads/signing/upload-urls.service.js';
import { handlersOf } from '../../support/handlers.js';
import type { FaultPoints } from '../../../src/platform/faults/fault-points.js';
import type { MalwareScanner } from '../../../src/platform/malware-scanner/malware-scanner.js';
import type { Actor } from '../../../src/shared/actor.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { uploadRepositories } from '../../support/upload-repositories.js';
import { creationIn } from '../../support/uploads.js';

/** The signer's credentials ran out. */
const unsigned = new Error('no credentials');

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let preparation: UploadPreparation;
let one: CreateUploadService;
let many: CreateUploadsService;

beforeAll(async () => {
  setup = await productDatabase();
  tenant = await makeTenant(setup.database);
  const { moves, uploads } = uploadRepositories(setup.database);
  const bucket = { ...defaultSettings, ...tenant, id: tenant.bucketId, name: 'assets', createdAt: new Date() };
  const buckets = { get: async () => bucket } as unknown as BucketsService;
  const urls = {
    sign: () => {
      throw unsigned;
    },
  } as unknown as UploadUrlsService;
  const planner = new UploadPlanner(new StoreCapabilities([]), { maxBytes: null } as unknown as MalwareScanner);
  const creation = creationIn(setup.database);
  const faults = { reached: async () => undefined } as unknown as FaultPoints;
  const noDuplicates = { findOriginals: async () => new Map() } as unknown as DuplicatesRepository;
  const willing = { assertAccepts: () => undefined } as StoreState;
  preparation = new UploadPreparation(buckets, planner, new UploadObjects(handlersOf()), noDuplicates, willing);
  const withdrawals = new WithdrawUploadTransaction(setup.database, moves);
  one = new CreateUploadService(preparation, urls, creation, withdrawals, faults);
  many = new CreateUploadsService(preparation, urls, creation, uploads, faults);
});
afterAll(() => setup.close());

const actor = () =>
  ({ ...tenant, tier: 'pro', quotaBytes: 1e9, role: 'admin', scopes: [], keyId: 'key_test' }) as unknown as Actor;
const file = { filename: 'a.txt', contentType: 'text/plain', fileSizeBytes: 10 };
const usage = () => setup.database.system.usage.findFirst({ where: { organizationId: tenant.organizationId } });
const uploadsNow = () => setup.database.system.upload.findMany({ where: { workspaceId: tenant.workspaceId } });

it('an upload whose URL cannot be signed gives its reservation back at once', async () => {
  await expect(one.create(actor(), 'assets', file)).rejects.toBe(unsigned);
  expect(await usage()).toMatchObject({ reservedBytes: 0n, pendingCount: 0 });
  expect(await uploadsNow()).toMatchObject([{ status: 'CANCELED', statusReason: 'not_signed' }]);
});

it('under a key it leaves nothing that a retry would be answered with', async () => {
  const records = new IdempotencyRepository(setup.database);
  const request = { actor: actor(), caller: 'c', route: 'r', key: 'k', fingerprint: Buffer.alloc(32) };
  expect(await records.claim(request, 'first')).toEqual({ outcome: 'run' });
  const seal = (made: object) => Buffer.from(JSON.stringify(made));
  const leased = { workspaceId: tenant.workspaceId, caller: 'c', route: 'r', key: 'k', leaseToken: 'first', seal };
  await expect(underKey(leased, () => one.create(actor(), 'assets', file))).rejects.toBe(unsigned);
  await records.giveUp(request, 'first');
  expect(await records.claim(request, 'second')).toEqual({ outcome: 'run' });
  expect(await usage()).toMatchObject({ reservedBytes: 0n, pendingCount: 0 });
});

it('a batch of which one cannot be signed makes none', async () => {
  const before = await uploadsNow();
  await expect(many.create(actor(), 'assets', [file, file])).rejects.toBe(unsigned);
  expect(await uploadsNow()).toEqual(before);
  expect(await usage()).toMatchObject({ reservedBytes: 0n, pendingCount: 0 });
});

it('what was answered to a retry already stays', async () => {
  const { moves } = uploadRepositories(setup.database);
  const creation = creationIn(setup.database);
  const planned = { ...(await plannedOne()), id: 'upl_0000000000000001' };
  await creation.insert(planned);
  const seal = (made: object) => Buffer.from(JSON.stringify(made));
  const lost = { workspaceId: tenant.workspaceId, caller: 'c', route: 'r', key: 'another', leaseToken: 'gone', seal };
  await underKey(lost, () => new WithdrawUploadTransaction(setup.database, moves).withdraw(planned));
  expect(await setup.database.system.upload.findUnique({ where: { id: planned.id } })).toMatchObject({
    status: 'PENDING',
  });
});

const plannedOne = async (): Promise<NewUpload> =>
  (await preparation.each(actor(), 'assets', [file], inOnlyItem))[0]!.upload;
