import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attemptPlaces } from '../../../src/features/uploads/domain/object-key.js';
import type { AdmissionFacts } from '../../../src/features/scanning/admission/admission-facts.js';
import type { AdmissionRepository } from '../../../src/features/scanning/admission/admission.repository.js';
import type { ScanLeaseRepository } from '../../../src/features/scanning/lease/scan-lease.repository.js';
import type { TerminationRepository } from '../../../src/features/uploads/termination/termination.repository.js';
import type { UploadsRepository } from '../../../src/features/uploads/records/uploads.repository.js';
import type { Moves } from '../../support/moves.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { quarantineRepositories } from '../../support/quarantine-repositories.js';
import { claimOne, uploadRepositories } from '../../support/upload-repositories.js';
import type { LeasedUpload, Upload } from '../../../src/features/uploads/index.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let admission: AdmissionRepository;
let lease: ScanLeaseRepository;
let termination: TerminationRepository;
let moves: Moves;
let uploads: UploadsRepository;
let quarantine: ReturnType<typeof quarantineRepositories>;

beforeAll(async () => {
  setup = await productDatabase();
  ({ admission, lease, termination, moves, uploads } = uploadRepositories(setup.database));
  quarantine = quarantineRepositories(setup.database);
});
afterAll(() => setup.close());

/** Ten hashes: many uploads share bytes. */
const hashOf = (content: number) => String(content).repeat(64);
const SIZES = [1, 10, 100];

type Act = {
  act:
    | ('create' | 'confirm' | 'cancel' | 'expire' | 'remove' | 'admit' | 'reject')
    | ('quarantine-one' | 'quarantine-content' | 'move-files' | 'release');
  pick: number;
  content: number;
};

const act = fc.record<Act>({
  act: fc.constantFrom(
    'create',
    'create',
    'confirm',
    'confirm',
    'cancel',
    'expire',
    'remove',
    'admit',
    'admit',
    'reject',
    'quarantine-one',
    'quarantine-content',
    'move-files',
    'release',
    'release',
  ),
  pick: fc.nat(30),
  content: fc.nat(9),
});

/** One act on one of the uploads made so far; what is not possible any more does nothing. */
async function perform(tenant: TestTenant, made: string[], { act, pick, content }: Act): Promise<void> {
  if (act === 'create' || made.length === 0) return create(tenant, made, content);
  if (act === 'admit' || act === 'reject' || act === 'quarantine-one') return conclude(act, content);
  if (act === 'quarantine-content')
    return void (await quarantine.begin.begin(tenant, hashOf(content), { reason: 'test', by: 'test' }));
  if (act === 'move-files') return moveFiles(tenant);
  const upload = await uploads.find(tenant, made[pick % made.length]!);
  if (upload) await performOn(tenant, upload, act);
}

async function performOn(
  tenant: TestTenant,
  upload: Upload,
  act: 'confirm' | 'cancel' | 'expire' | 'remove' | 'release',
) {
  const { id, workspaceId } = upload;
  const confirm = { id, workspaceId, event: 'confirm', actor: 'test', changes: { confirmedAt: new Date() } } as const;
  if (act === 'confirm') await moves.moveAlone(tenant, confirm);
  else if (act === 'release') await release(tenant, id);
  else if (act === 'remove') await termination.remove(upload, 'test');
  else await termination.end(upload, { event: act, by: 'test', reason: 'test' });
}

async function create(tenant: TestTenant, made: string[], content: number): Promise<void> {
  const reservedBytes = SIZES[content % SIZES.length]!;
  try {
    made.push(
      await insertUpload(setup.database, tenant, { declaredSize: reservedBytes, reservedBytes, pendingLimit: 8 }),
    );
  } catch (error) {
    expect(['QUOTA_EXCEEDED', 'STAGING_LIMIT_EXCEEDED']).toContain((error as { code: string }).code);
  }
}

/** What the worker does for quarantined contents, of this tenant. */
async function moveFiles({ workspaceId }: TestTenant): Promise<void> {
  const where = { workspaceId, dueAt: { not: null } };
  for (const one of await setup.database.system.quarantine.findMany({ where }))
    for (const id of await quarantine.files.unmoved(one)) await quarantine.files.move(one, id);
}

async function release(tenant: TestTenant, id: string): Promise<void> {
  try {
    await quarantine.release.release(tenant, id, { reason: 'test', by: 'test' });
  } catch (error) {
    expect(['QUOTA_EXCEEDED', 'INVALID_STATE', 'NOT_FOUND']).toContain((error as { code: string }).code);
  }
}

async function conclude(outcome: 'admit' | 'reject' | 'quarantine-one', content: number): Promise<void> {
  const upload = await claimOne(lease);
  if (!upload) return;
  const found = { size: upload.reservedBytes, detectedType: 'text/plain' };
  const facts = {
    ...found,
    sha256: hashOf(content),
    etag: 'e',
    verdict: 'clean',
    verdictCause: null,
    scannerVersion: 'test',
  };
  // It may have been canceled, deleted or quarantined meanwhile: that is reported, and nothing was written.
  await concludeAs(outcome, upload, facts).catch((error: Error) =>
    expect(['LeaseLostError', 'ContentQuarantinedError']).toContain(error.constructor.name),
  );
}

async function concludeAs(outcome: 'admit' | 'reject' | 'quarantine-one', upload: LeasedUpload, facts: AdmissionFacts) {
  if (outcome === 'reject') return admission.reject(upload, 'mime_mismatch', {});
  if (outcome === 'admit') return admission.admit(upload, facts, { copiedTo: attemptPlaces(upload).final });
  const copiedTo = attemptPlaces(upload).quarantine;
  await lease.expectCopy(upload, copiedTo);
  return admission.quarantine(upload, facts, { copiedTo, reason: 'encrypted' });
}

const LIVE = ['AVAILABLE'];
const OPEN = ['PENDING', 'UPLOADING', 'SCANNING'];

async function expectExact({ organizationId, workspaceId, bucketId }: TestTenant): Promise<void> {
  const { system } = setup.database;
  const rows = await system.upload.findMany({ where: { organizationId } });
  const sum = (statuses: string[], bytes: (row: (typeof rows)[number]) => bigint) =>
    rows.filter(({ status }) => statuses.includes(status)).reduce((total, row) => total + bytes(row), 0n);
  const live = rows.filter(({ status }) => LIVE.includes(status));
  const usedBytes = sum(LIVE, ({ size }) => size!);
  expect(await system.usage.findFirst({ where: { organizationId } })).toMatchObject({
    usedBytes,
    reservedBytes: sum(OPEN, ({ reservedBytes }) => reservedBytes),
    pendingCount: rows.filter(({ status }) => OPEN.includes(status)).length,
  });
  const inBucket = await system.bucketUsage.findFirst({ where: { bucketId } });
  expect([inBucket?.usedBytes ?? 0n, inBucket?.fileCount ?? 0n]).toEqual([usedBytes, BigInt(live.length)]);
  const blobs = await system.blob.findMany({ where: { workspaceId }, select: { id: true } });
  const kept = rows.filter(({ status, blobId }) => LIVE.includes(status) || (status === 'REJECTED' && blobId));
  expect(new Set(blobs.map(({ id }) => id))).toEqual(new Set(kept.map(({ blobId }) => blobId)));
}

describe('the usage of an organization', () => {
  it('are exact after any interleaving of creating, confirming, admitting, rejecting, quarantining, releasing, canceling, expiring and deleting', async () => {
    const waves = fc.array(fc.array(act, { minLength: 1, maxLength: 8 }), { minLength: 4, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(waves, async (acts) => {
        const tenant = await makeTenant(setup.database, 400);
        const made: string[] = [];
        for (const wave of acts) {
          await Promise.all(wave.map((one) => perform(tenant, made, one)));
          await expectExact(tenant);
        }
        for (let claimed = await claimOne(lease); claimed; claimed = await claimOne(lease))
          await admission.reject(claimed, 'empty', {});
      }),
      { numRuns: 8, seed: 42, endOnFailure: true },
    );
  });
});
