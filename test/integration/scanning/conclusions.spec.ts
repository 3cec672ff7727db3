import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AdmissionFacts } from '../../../src/features/scanning/admission/admission-facts.js';
import type { AdmissionRepository } from '../../../src/features/scanning/admission/admission.repository.js';
import {
  BlobGoneError,
  ContentQuarantinedError,
  FalseClaimError,
  LeaseLostError,
} from '../../../src/features/scanning/domain/admission.errors.js';
import { attemptPlaces } from '../../../src/features/uploads/domain/object-key.js';
import type { LeasedUpload } from '../../../src/features/uploads/index.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { uploadRepositories } from '../../support/upload-repositories.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let repositories: ReturnType<typeof uploadRepositories>;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  setup = await productDatabase();
  repositories = uploadRepositories(setup.database);
});
afterAll(() => setup.close());
beforeEach(async () => {
  [tenant, other] = [await makeTenant(setup.database), await makeTenant(setup.database)];
});

let contents = 0;
const newContent = () => (++contents).toString(16).padStart(64, '0');
const factsOf = (sha256 = newContent(), more: Partial<AdmissionFacts> = {}): AdmissionFacts => ({
  ...{ sha256, size: 10, etag: 'e', detectedType: 'text/plain' },
  ...{ verdict: 'clean', verdictCause: null, scannerVersion: 'test' },
  ...more,
});

/** Uploads of a tenant that this worker has claimed. */
async function claimed(count: number, of = tenant): Promise<LeasedUpload[]> {
  const ids = await Promise.all(Array.from({ length: count }, () => insertUpload(setup.database, of)));
  const data = { status: 'SCANNING', confirmedAt: new Date() } as const;
  await setup.database.system.upload.updateMany({ where: { id: { in: ids } }, data });
  const uploads = await repositories.lease.claim(count);
  expect(new Set(uploads.map(({ id }) => id))).toEqual(new Set(ids));
  return uploads;
}

const admit = (upload: LeasedUpload, facts = factsOf(), admission: AdmissionRepository = repositories.admission) =>
  admission.admit(upload, facts, { copiedTo: attemptPlaces(upload).final });

/** Another upload is being concluded, so that all that is begun now ends in one group. */
async function inOneGroup<T>(begin: () => T): Promise<T> {
  const [company] = await claimed(1);
  const first = admit(company!);
  const begun = begin();
  await first;
  return begun;
}

const outcomesOf = async (begun: Promise<void>[]) =>
  (await Promise.allSettled(begun)).map((one) => (one.status === 'rejected' ? (one.reason as Error) : 'done'));

const statusesOf = async (uploads: LeasedUpload[]) => {
  const rows = await setup.database.system.upload.findMany({ where: { id: { in: uploads.map(({ id }) => id) } } });
  return uploads.map((upload) => rows.find(({ id }) => id === upload.id)!.status);
};

async function expectExact({ organizationId, workspaceId, bucketId }: TestTenant): Promise<void> {
  const { system } = setup.database;
  const rows = await system.upload.findMany({ where: { workspaceId } });
  const live = rows.filter(({ status }) => status === 'AVAILABLE');
  const open = rows.filter(({ status }) => status === 'SCANNING');
  const sum = (sizes: bigint[]) => sizes.reduce((total, size) => total + size, 0n);
  expect(await system.usage.findFirst({ where: { organizationId } })).toMatchObject({
    usedBytes: sum(live.map(({ size }) => size!)),
    reservedBytes: sum(open.map(({ reservedBytes }) => reservedBytes)),
    pendingCount: open.length,
  });
  const inBucket = await system.bucketUsage.findFirst({ where: { bucketId } });
  expect(inBucket?.fileCount ?? 0n).toBe(BigInt(live.length));
}

describe('uploads that are concluded at the same time', () => {
  it('share statements and commits, those of many tenants too', async () => {
    const uploads = [...(await claimed(12)), ...(await claimed(12, other))];
    const { pool } = setup.database;
    const query = pool.query.bind(pool);
    let statements = 0;
    pool.query = ((...args: Parameters<typeof query>) => ((statements += 1), query(...args))) as typeof pool.query;
    try {
      await Promise.all(uploads.map((upload) => admit(upload)));
    } finally {
      pool.query = query;
    }
    expect(statements).toBe(2);
    expect(new Set(await statusesOf(uploads))).toEqual(new Set(['AVAILABLE']));
    await expectExact(tenant);
    await expectExact(other);
  });

  it('each have an outcome of their own', async () => {
    const [good, lost, claims, closed, gone, bad] = await claimed(6);
    const quarantined = newContent();
    const { workspaceId, organizationId } = tenant;
    await setup.database.system.quarantine.create({
      data: { workspaceId, organizationId, sha256: quarantined, reason: 'found harmful', createdBy: 'test' },
    });
    await setup.database.system.upload.update({ where: { id: claims!.id }, data: { declaredHash: newContent() } });
    const outcomes = await inOneGroup(() =>
      outcomesOf([
        admit(good!),
        admit({ ...lost!, leaseToken: 'of another worker' }),
        admit(claims!),
        admit(closed!, factsOf(quarantined)),
        repositories.admission.admit(gone!, factsOf(), { copiedTo: null }),
        repositories.admission.reject(bad!, 'mime_mismatch', {}),
      ]),
    );
    expect(outcomes).toEqual([
      'done',
      expect.any(LeaseLostError),
      expect.any(FalseClaimError),
      expect.any(ContentQuarantinedError),
      expect.any(BlobGoneError),
      'done',
    ]);
    expect(outcomes[3]).toMatchObject({ reason: 'found harmful' });
    expect(await statusesOf([good!, lost!, claims!, closed!, gone!, bad!])).toEqual([
      ...['AVAILABLE', 'SCANNING', 'SCANNING', 'SCANNING', 'SCANNING', 'REJECTED'],
    ]);
    await expectExact(tenant);
  });

  it('are not affected by one that the database refuses for a defect', async () => {
    const [good, defect] = await claimed(2);
    const outcomes = await inOneGroup(() => outcomesOf([admit(good!), admit(defect!, factsOf('no hash'))]));
    expect(outcomes).toEqual(['done', expect.objectContaining({ code: '23514' })]);
    expect(await statusesOf([good!, defect!])).toEqual(['AVAILABLE', 'SCANNING']);
    await expectExact(tenant);
  });

  it('do not wait for a row of another tenant', async () => {
    const [mine] = await claimed(1);
    const theirs = await claimed(2, other);
    const waits = Promise.withResolvers<Promise<void>>();
    await setup.database.asSystem(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM usage WHERE organization_id = ${other.organizationId} FOR UPDATE`;
      const [alone, inGroup] = await inOneGroup(() => [admit(mine!), Promise.all(theirs.map((one) => admit(one)))]);
      await alone;
      expect(await statusesOf([mine!, ...theirs])).toEqual(['AVAILABLE', 'SCANNING', 'SCANNING']);
      waits.resolve(inGroup as unknown as Promise<void>);
    });
    await waits.promise;
    expect(await statusesOf(theirs)).toEqual(['AVAILABLE', 'AVAILABLE']);
    await expectExact(other);
  });

  it('may not name an upload of another workspace', async () => {
    const [foreign] = await claimed(1, other);
    const { organizationId, workspaceId } = tenant;
    await expect(admit({ ...foreign!, organizationId, workspaceId })).rejects.toThrow(LeaseLostError);
    const [mine] = await claimed(1);
    await expect(admit({ ...mine!, workspaceId: other.workspaceId })).rejects.toThrow(LeaseLostError);
    expect(await statusesOf([foreign!, mine!])).toEqual(['SCANNING', 'SCANNING']);
  });
});

describe('uploads with the same content', () => {
  const expectShared = async (uploads: LeasedUpload[], sha256: string) => {
    expect(new Set(await statusesOf(uploads))).toEqual(new Set(['AVAILABLE']));
    const blobs = await setup.database.system.blob.findMany({ where: { workspaceId: tenant.workspaceId, sha256 } });
    expect(blobs).toHaveLength(1);
    const due = await setup.test.query<{ key: string }>(
      'SELECT DISTINCT key FROM trash WHERE not_before <= now()',
      setup.test.systemUrl,
    );
    const copies = uploads.map((upload) => attemptPlaces(upload).final);
    const trashed = copies.filter((copy) => due.some(({ key }) => key === copy));
    expect(new Set([...trashed, blobs[0]!.key])).toEqual(new Set(copies));
    expect(trashed).toHaveLength(uploads.length - 1);
    await expectExact(tenant);
  };

  it('in one group share the first copy, and the others go to the trash', async () => {
    const [uploads, sha256] = [await claimed(5), newContent()];
    await inOneGroup(() => Promise.all(uploads.map((upload) => admit(upload, factsOf(sha256)))));
    await expectShared(uploads, sha256);
  });

  it('of two workers, in any order of contents, share one copy each', async () => {
    const [one, two] = [repositories.admission, uploadRepositories(setup.database).admission];
    for (let round = 0; round < 5; round++) {
      const [first, second] = [newContent(), newContent()];
      const uploads = await claimed(8);
      const work = uploads.map((upload, n) =>
        admit(upload, factsOf([0, 3].includes(n % 4) ? first : second), n < 4 ? one : two),
      );
      await Promise.all(work);
      await expectShared(
        uploads.filter((_, n) => [0, 3].includes(n % 4)),
        first,
      );
      await expectShared(
        uploads.filter((_, n) => ![0, 3].includes(n % 4)),
        second,
      );
    }
  });

  it('are kept apart by whichever outcome made the content, in one group', async () => {
    const [first, second] = (await claimed(2)).sort((a, b) => (a.id < b.id ? -1 : 1));
    const [facts, copiedTo] = [factsOf(), attemptPlaces(first!).quarantine];
    await repositories.lease.expectCopy(first!, copiedTo);
    const outcomes = await inOneGroup(() =>
      outcomesOf([
        admit(second!, facts),
        repositories.admission.quarantine(first!, facts, { copiedTo, reason: 'encrypted' }),
      ]),
    );
    const statuses = await statusesOf([first!, second!]);
    // Sorted by content and id: the quarantine is of the older upload.
    expect(outcomes).toEqual([expect.any(ContentQuarantinedError), 'done']);
    expect(statuses).toEqual(['REJECTED', 'SCANNING']);
    await expectExact(tenant);
  });
});

it('two workers never conclude one upload', async () => {
  const [upload] = await claimed(1);
  const second = uploadRepositories(setup.database).admission;
  const outcomes = await outcomesOf([admit(upload!), admit(upload!, factsOf(), second)]);
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  expect(outcomes.find((outcome) => outcome !== 'done')).toBeInstanceOf(LeaseLostError);
  await expectExact(tenant);
});

describe('the look for a stored content', () => {
  const look = 'SELECT are_stored($1, $2) AS answers';

  it('finds exactly what the workspace stores', async () => {
    const [first, second] = await claimed(2);
    const [stored, last] = [newContent(), 'f'.repeat(64)];
    await Promise.all([admit(first!, factsOf(stored)), admit(second!, factsOf(last))]);
    const asked = [stored, newContent(), last, stored];
    const workspaces = [tenant, tenant, tenant, other].map(({ workspaceId }) => workspaceId);
    const { rows } = await setup.database.systemPool.query(look, [workspaces, asked]);
    expect(rows).toEqual([{ answers: [true, false, true, false] }]);
  });

  it('reads a few pages, however many contents came since the session made its plan', async () => {
    const client = await setup.database.systemPool.connect();
    try {
      const values = [[tenant.workspaceId], ['a'.repeat(64)]];
      for (let n = 0; n < 7; n++) await client.query({ name: 'look', text: look, values });
      const workspace = `'${tenant.workspaceId}'`;
      await setup.test.query(
        `INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, scanner_version)
          SELECT 'blb_' || n, ${workspace}, md5(n::text) || md5(n::text), 1, 'many/' || n, 'e', 'text/plain', 'clean', 'test'
          FROM generate_series(1, 2000) n`,
      );
      const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${look}`, values);
      const [{ Plan: plan }] = rows[0]['QUERY PLAN'];
      expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(20);
    } finally {
      client.release();
    }
  });
});
