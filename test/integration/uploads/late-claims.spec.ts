import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FalseClaimError } from '../../../src/features/scanning/domain/admission.errors.js';
import type { LeasedUpload } from '../../../src/features/uploads/index.js';
import { ConfirmUploadRepository } from '../../../src/features/uploads/confirmation/confirm-upload.repository.js';
import { newId } from '../../../src/shared/ids.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { uploadRepositories } from '../../support/upload-repositories.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let confirms: ConfirmUploadRepository;

beforeAll(async () => {
  setup = await productDatabase();
  tenant = await makeTenant(setup.database);
  confirms = new ConfirmUploadRepository(setup.database);
});
afterAll(() => setup.close());

/** A client’s claim of an upload that went on before. */
const claim = (owner: TestTenant, id: string) =>
  confirms.confirm({ upload: { ...owner, id }, claims: { fileHash: CLAIMED } });

const FOUND = 'a'.repeat(64);
const CLAIMED = 'b'.repeat(64);
const facts = {
  ...{ sha256: FOUND, size: 10, etag: 'e', detectedType: 'text/plain' },
  ...{ verdict: 'clean', verdictCause: null, scannerVersion: 'test' },
};

/** Being scanned, as its worker read it when it took it: nothing was claimed yet. */
async function scanned(): Promise<LeasedUpload> {
  const id = await insertUpload(setup.database, tenant);
  const data = { status: 'SCANNING', confirmedAt: new Date(), leaseToken: id } as const;
  await setup.database.system.upload.update({ where: { id }, data });
  const upload = await uploadRepositories(setup.database).uploads.find(tenant, id);
  const policies = { unscannablePolicy: 'reject', unscannableExceptions: {}, typePolicy: 'contradicted' } as const;
  return { ...upload!, leaseToken: id, scanFailures: 0, policies };
}

const rowOf = (id: string) => setup.database.system.upload.findUnique({ where: { id } });

it('a claim made after the worker took the file is seen by the transaction that would admit it', async () => {
  const { admission } = uploadRepositories(setup.database);
  const upload = await scanned();
  expect(await claim(tenant, upload.id)).toMatchObject({ moved: false, upload: { declaredHash: CLAIMED } });
  await expect(admission.admit(upload, facts, { copiedTo: null })).rejects.toThrow(FalseClaimError);
  await expect(admission.quarantine(upload, facts, { copiedTo: null, reason: 'x' })).rejects.toThrow(FalseClaimError);
  expect(await rowOf(upload.id)).toMatchObject({ status: 'SCANNING', declaredHash: CLAIMED });
});

it('a claim that meets the admission waits for it, and changes nothing of what was admitted', async () => {
  const { id } = await scanned();
  const { workspaceId } = tenant;
  const blobId = newId('blb');
  let claimed!: Promise<unknown>;
  await setup.database.asSystem(async (tx) => {
    await tx.blob.create({ data: { ...facts, id: blobId, key: id, workspaceId } });
    const admitted = { status: 'AVAILABLE', completedAt: new Date(), size: 10, leaseToken: null, blobId } as const;
    await tx.upload.update({ where: { id }, data: admitted });
    claimed = claim(tenant, id);
    const waiting = `SELECT FROM pg_locks WHERE NOT granted AND pid IN
      (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`;
    while ((await setup.test.query(waiting)).length === 0);
  });
  await claimed;
  expect(await rowOf(id)).toMatchObject({ status: 'AVAILABLE', declaredHash: null });
});

it('is of one tenant', async () => {
  const upload = await scanned();
  expect(await claim(await makeTenant(setup.database), upload.id)).toEqual({ moved: false, upload: null });
  expect(await rowOf(upload.id)).toMatchObject({ declaredHash: null });
});
