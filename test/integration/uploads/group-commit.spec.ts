import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { BucketsRepository } from '../../../src/features/buckets/buckets.repository.js';
import type { CreateUploadRepository } from '../../../src/features/uploads/creation/create-upload.repository.js';
import type { NewUpload } from '../../../src/features/uploads/domain/new-upload.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { creationIn, outcomeOf, plannedUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let creation: CreateUploadRepository;
let mine: TestTenant;
let theirs: TestTenant;

beforeAll(async () => {
  setup = await productDatabase();
});
afterAll(() => setup.close());
beforeEach(async () => {
  creation = creationIn(setup.database);
  [mine, theirs] = await Promise.all([makeTenant(setup.database, 1_000), makeTenant(setup.database, 1_000)]);
});

/** The first goes alone; the rest meet while it is under way, and share one transaction. */
async function inOneGroup(uploads: NewUpload[]): Promise<string[]> {
  const first = await makeTenant(setup.database);
  const all = [plannedUpload(first), ...uploads].map((upload) => outcomeOf(creation.insert(upload)));
  return (await Promise.all(all)).slice(1);
}

async function rows(upload: NewUpload) {
  return setup.test.query(
    `SELECT u.workspace_id, u.object_metadata, e.event, e.workspace_id AS event_workspace
     FROM uploads u JOIN upload_events e ON e.upload_id = u.id WHERE u.id = '${upload.id}'`,
    setup.test.systemUrl,
  );
}

async function usageOf({ organizationId }: TestTenant) {
  const usage = await setup.database.system.usage.findFirstOrThrow({ where: { organizationId } });
  return [Number(usage.reservedBytes), usage.pendingCount];
}

describe('creates that meet', () => {
  it('are made as if each were alone: its own rows, its own usage', async () => {
    const uploads = [plannedUpload(theirs), plannedUpload(mine), plannedUpload(theirs)];
    const trips = jest.spyOn(setup.database.pool, 'query');
    expect(await inOneGroup(uploads)).toEqual(['made', 'made', 'made']);
    expect(trips).toHaveBeenCalledTimes(2);
    trips.mockRestore();
    for (const upload of uploads) {
      const { workspaceId: workspace_id } = upload;
      expect(await rows(upload)).toMatchObject([
        { workspace_id, object_metadata: null, event: 'created', event_workspace: workspace_id },
      ]);
    }
    expect([await usageOf(mine), await usageOf(theirs)]).toEqual([
      [10, 1],
      [20, 2],
    ]);
  });

  it('fail alone: without room, without a bucket, with a bucket of another tenant', async () => {
    const room = plannedUpload(mine);
    const huge = { ...plannedUpload(mine), reservedBytes: 991 };
    const nowhere = { ...plannedUpload(mine), bucketId: 'bkt_gone' };
    const foreign = { ...plannedUpload(mine), bucketId: theirs.bucketId };
    const other = plannedUpload(theirs);
    expect(await inOneGroup([room, huge, nowhere, foreign, other])).toEqual([
      'made',
      'QUOTA_EXCEEDED',
      'NOT_FOUND',
      'NOT_FOUND',
      'made',
    ]);
    expect([await usageOf(mine), await usageOf(theirs)]).toEqual([
      [10, 1],
      [10, 1],
    ]);
    for (const refused of [huge, nowhere, foreign]) expect(await rows(refused)).toEqual([]);
  });

  it('are not affected when PostgreSQL refuses the whole group for one of them', async () => {
    const good = plannedUpload(mine);
    const bad = { ...plannedUpload(mine), declaredHash: 'no hash' };
    const crossing = { ...plannedUpload(theirs), workspaceId: mine.workspaceId };
    const outcomes = await inOneGroup([bad, good, crossing, plannedUpload(theirs)]);
    expect([outcomes[1], outcomes[3]]).toEqual(['made', 'made']);
    expect(outcomes[0]).toBe('23514');
    expect(outcomes[2]).not.toBe('made');
    expect([await usageOf(mine), await usageOf(theirs)]).toEqual([
      [10, 1],
      [10, 1],
    ]);
  });

  it('do not wait for a row that another transaction has locked; a request that has to, waits alone', async () => {
    const holder = new pg.Client({ connectionString: setup.test.systemUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM usage WHERE organization_id = $1 FOR UPDATE', [mine.organizationId]);
      const company = await Promise.all([makeTenant(setup.database), makeTenant(setup.database)]);
      const first = company.map((tenant) => creation.insert(plannedUpload(tenant)));
      const ended: string[] = [];
      const held = [mine, mine].map((tenant) => creation.insert(plannedUpload(tenant)).then(() => ended.push('mine')));
      await Promise.all([...first, creation.insert(plannedUpload(theirs)).then(() => ended.push('theirs'))]);
      expect(ended).toEqual(['theirs']);
      await holder.query('ROLLBACK');
      await Promise.all(held);
      expect([await usageOf(mine), await usageOf(theirs)]).toEqual([
        [20, 2],
        [10, 1],
      ]);
    } finally {
      await holder.end();
    }
  });

  it('never exceed the quota together: exactly as many as fit, however they are grouped', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 180 }, (_, n) => outcomeOf(creation.insert(plannedUpload(n % 3 ? mine : theirs)))),
    );
    expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(160);
    expect([await usageOf(mine), await usageOf(theirs)]).toEqual([
      [1_000, 100],
      [600, 60],
    ]);
    expect(await outcomeOf(creation.insert(plannedUpload(mine)))).toBe('QUOTA_EXCEEDED');
  });
});

describe('a create that meets no other', () => {
  /** Everything of the row but what differs between two uploads of the same plan. */
  async function planOf({ id }: NewUpload) {
    const [row] = await setup.test.query(
      `SELECT to_jsonb(u) - '{id,key,created_at,url_expires_at,deadline_at,next_check_at}'::text[] AS plan,
         url_expires_at - u.created_at AS lives, deadline_at - u.created_at AS ends, next_check_at - u.created_at AS next,
         to_jsonb(e) - '{id,upload_id,at}'::text[] AS event
       FROM uploads u JOIN upload_events e ON e.upload_id = u.id WHERE u.id = '${id}'`,
      setup.test.systemUrl,
    );
    return row;
  }

  const everyField = (tenant: TestTenant): NewUpload => ({
    ...plannedUpload(tenant),
    declaredHash: 'a'.repeat(64),
    metadata: { campaign: 'spring' },
    objectMetadata: { of: 'object' },
    documentId: 'doc_test',
    contentMd5: 'CY9rzUYh03PK3k6DJie09g==',
    contentDisposition: 'inline',
    createObjectOnConfirm: false,
    skipDuplicates: false,
  });

  it('writes the same row and event as one in a group, by a statement of its own', async () => {
    const [alone, grouped] = [everyField(mine), everyField(mine)];
    const trips = jest.spyOn(setup.database.pool, 'query');
    const at = await creation.insert(alone);
    expect(trips.mock.calls).toEqual([[expect.objectContaining({ name: 'create_planned_upload' })]]);
    trips.mockRestore();
    expect(await inOneGroup([grouped, plannedUpload(theirs)])).toEqual(['made', 'made']);
    expect(await planOf(alone)).toEqual(await planOf(grouped));
    const { createdAt } = await setup.database.system.upload.findUniqueOrThrow({ where: { id: alone.id } });
    expect(createdAt).toEqual(at);
    expect(await usageOf(mine)).toEqual([20, 2]);
  });

  it('is refused as in a group, and nothing stays', async () => {
    const taken = plannedUpload(mine);
    await creation.insert(taken);
    const note = { workspaceId: mine.workspaceId, caller: 'key_a', route: 'r', key: 'k', leaseToken: 't', made: '' };
    const refused: [upload: NewUpload, code: string, note?: typeof note][] = [
      [{ ...plannedUpload(mine), reservedBytes: 991 }, 'QUOTA_EXCEEDED'],
      [{ ...plannedUpload(mine), bucketId: 'bkt_gone' }, 'NOT_FOUND'],
      [{ ...plannedUpload(mine), bucketId: theirs.bucketId }, 'NOT_FOUND'],
      [{ ...plannedUpload(mine), uploadTokenId: 'utk_gone' }, 'UNAUTHENTICATED'],
      [plannedUpload(mine), 'IDEMPOTENCY_IN_PROGRESS', note],
      [{ ...plannedUpload(mine), declaredHash: 'no hash' }, '23514'],
      [{ ...plannedUpload(theirs), workspaceId: mine.workspaceId }, 'NOT_FOUND'],
    ];
    for (const [upload, code, held] of refused) {
      expect([upload.id, await outcomeOf(creation.insert(upload, held))]).toEqual([upload.id, code]);
      expect(await rows(upload)).toEqual([]);
    }
    expect(await outcomeOf(creation.insert(taken))).toBe('INVALID_STATE');
    expect(await outcomeOf(creationIn(setup.database, 1).insert(plannedUpload(mine)))).toBe('STAGING_LIMIT_EXCEEDED');
    expect([await usageOf(mine), await usageOf(theirs)]).toEqual([
      [10, 1],
      [0, 0],
    ]);
  });
});

describe('buckets that are looked up at the same moment', () => {
  it('are read by one statement, each with its own workspace set', async () => {
    const buckets = new BucketsRepository(setup.database);
    const trips = jest.spyOn(setup.database.pool, 'query');
    const found = await Promise.all([
      buckets.find(mine, mine.bucketId),
      buckets.find(theirs, mine.bucketId),
      buckets.find(theirs, theirs.bucketId),
      buckets.find({ ...mine, workspaceId: theirs.workspaceId }, mine.bucketId),
      buckets.find(mine, theirs.bucketId),
    ]);
    expect(trips).toHaveBeenCalledTimes(1);
    trips.mockRestore();
    const ids = found.map((bucket) => bucket?.id);
    expect(ids).toEqual([mine.bucketId, undefined, theirs.bucketId, undefined, undefined]);
  });
});
