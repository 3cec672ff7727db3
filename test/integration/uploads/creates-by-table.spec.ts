import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CreateUploadRepository } from '../../../src/features/uploads/creation/create-upload.repository.js';
import type { NewUpload } from '../../../src/features/uploads/domain/new-upload.js';
import { Database } from '../../../src/platform/prisma/database.js';
import { newId } from '../../../src/shared/ids.js';
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

async function usageOf({ organizationId }: TestTenant) {
  const usage = await setup.database.system.usage.findFirstOrThrow({ where: { organizationId } });
  return [Number(usage.reservedBytes), usage.pendingCount];
}

/** What became of uploads that share a transaction, and the statements that it took. */
async function together(requests: Parameters<CreateUploadRepository['insert']>[]) {
  const trips = jest.spyOn(setup.database.pool, 'query');
  // Is under way while the others arrive.
  const first = creation.insert(plannedUpload(await makeTenant(setup.database)));
  trips.mockClear();
  const outcomes = await Promise.all(requests.map((request) => outcomeOf(creation.insert(...request))));
  await first;
  const statements = trips.mock.calls.map(([statement]) => (statement as unknown as { name: string }).name);
  trips.mockRestore();
  return { outcomes, statements };
}

const [ALL, EACH] = ['create_planned_uploads', 'create_uploads'];

/** A token for two files, and the note of a key that this request holds. */
async function tokenAndNote({ organizationId, workspaceId, bucketId }: TestTenant) {
  const [tokenId, keyId] = [newId('utk'), newId('key')];
  const held = { workspaceId, caller: keyId, route: 'r', key: 'k', leaseToken: 't' };
  await setup.test.query(`
    INSERT INTO api_keys (id, organization_id, name, prefix, hash, scopes)
      VALUES ('${keyId}', '${organizationId}', 'k', 'sk_x', sha256('${keyId}'), '{uploads:write}');
    INSERT INTO upload_tokens (id, organization_id, workspace_id, bucket_id, hash, key_id, scopes, max_file_bytes,
        content_types, max_files, expires_at)
      VALUES ('${tokenId}', '${organizationId}', '${workspaceId}', '${bucketId}', sha256('${tokenId}'), '${keyId}', '{}', 100,
        '{}', 2, now() + interval '1 hour');
    INSERT INTO idempotency_records (workspace_id, caller, route, key, fingerprint, lease_token, lease_until)
      VALUES ('${workspaceId}', '${keyId}', 'r', 'k', sha256('x'), 't', now() + interval '1 hour')`);
  return { tokenId, note: { ...held, made: Buffer.from('made').toString('base64') } };
}

describe('creates that share a statement for each table', () => {
  const others = (): [NewUpload][] => [[plannedUpload(theirs)], [plannedUpload(theirs)]];
  const huge = (): [NewUpload] => [{ ...plannedUpload(mine), reservedBytes: 991 }];

  it('are run a second time only for the first refusal of an organization', async () => {
    await creation.insert(plannedUpload(mine));
    const [made, full] = ['made', 'QUOTA_EXCEEDED'];
    const first = await together([...others(), huge()]);
    expect(first).toEqual({ outcomes: [made, made, full], statements: [ALL, EACH] });
    // From now on in a transaction of its own, or with others of its organization.
    const second = await together([...others(), huge()]);
    expect(second).toEqual({ outcomes: [made, made, full], statements: [ALL, ALL] });
    const third = await together([...others(), huge(), huge()]);
    expect(third).toEqual({ outcomes: [made, made, full, full], statements: [ALL, EACH] });
    const fourth = await together([...others(), [plannedUpload(mine)]]);
    expect(fourth).toEqual({ outcomes: [made, made, made], statements: [ALL, ALL] });
    const fifth = await together([...others(), [plannedUpload(mine)]]);
    expect(fifth).toEqual({ outcomes: [made, made, made], statements: [ALL] });
    expect([await usageOf(mine), await usageOf(theirs)]).toEqual([
      [30, 3],
      [100, 10],
    ]);
  });

  it('stay made when the statement of those that are kept apart fails', async () => {
    await creation.insert(plannedUpload(mine));
    await together([...others(), huge()]);
    const { pool } = setup.database;
    const send = pool.query.bind(pool) as (statement: { name: string }) => Promise<unknown>;
    const failing = jest
      .spyOn(pool, 'query')
      .mockImplementation(((statement: { name: string }) =>
        statement.name === EACH ? Promise.reject(new Error('A defect.')) : send(statement)) as never);
    const first = creation.insert(plannedUpload(await makeTenant(setup.database)));
    const outcomes = [...others(), huge(), huge()].map((request) => outcomeOf(creation.insert(...request)));
    expect(await Promise.all(outcomes)).toEqual(['made', 'made', 'QUOTA_EXCEEDED', 'QUOTA_EXCEEDED']);
    await first;
    failing.mockRestore();
  });

  it('take the places of their upload tokens, and note what they made for their keys', async () => {
    const { tokenId, note } = await tokenAndNote(mine);
    const withToken = () => ({ ...plannedUpload(mine), uploadTokenId: tokenId });
    const { outcomes, statements } = await together([[withToken(), note], [withToken()], ...others()]);
    expect({ outcomes, statements }).toEqual({ outcomes: ['made', 'made', 'made', 'made'], statements: [ALL] });
    expect(await outcomeOf(creation.insert(withToken()))).toBe('UPLOAD_TOKEN_USED_UP');
    const [record] = await setup.test.query<{ made: Buffer }>(
      `SELECT made FROM idempotency_records WHERE workspace_id = '${mine.workspaceId}'`,
    );
    expect(record!.made.toString()).toBe('made');
    expect([await usageOf(mine), await usageOf(theirs)]).toEqual([
      [20, 2],
      [20, 2],
    ]);
  });

  it('are made for all their tenants although one of them has no place left for its token', async () => {
    const { tokenId } = await tokenAndNote(mine);
    const withToken = (): [NewUpload] => [{ ...plannedUpload(mine), uploadTokenId: tokenId }];
    const { outcomes, statements } = await together([...others(), withToken(), withToken(), withToken()]);
    expect(outcomes.toSorted()).toEqual(['UPLOAD_TOKEN_USED_UP', 'made', 'made', 'made', 'made']);
    expect(statements).toEqual([ALL, EACH]);
    expect(await usageOf(mine)).toEqual([20, 2]);
  });

  it('write the rows that a create alone writes, and that one in a block of its own does', async () => {
    const everyField = (): NewUpload => ({
      ...{ ...plannedUpload(mine), declaredHash: 'a'.repeat(64), metadata: { campaign: 'spring' }, blobType: null },
      ...{ objectMetadata: { of: 'object' }, documentId: 'doc_test', contentMd5: 'CY9rzUYh03PK3k6DJie09g==' },
      ...{ contentDisposition: 'inline', createObjectOnConfirm: false, skipDuplicates: false, reservedBytes: 11 },
    });
    const [alone, grouped, apart] = [everyField(), everyField(), everyField()];
    await creation.insert(alone);
    expect((await together([[grouped], ...others()])).statements).toEqual([ALL]);
    expect((await together([[apart], ...others(), huge()])).statements).toEqual([ALL, EACH]);
    const plans = await setup.test.query(
      `SELECT DISTINCT to_jsonb(u) - '{id,key,created_at,url_expires_at,deadline_at,next_check_at}'::text[] AS plan,
         url_expires_at - u.created_at AS lives, deadline_at - u.created_at AS ends, next_check_at - u.created_at AS next,
         to_jsonb(e) - '{upload_id,at}'::text[] AS event, e.at = u.created_at AS is_one_moment
       FROM uploads u JOIN upload_events e ON e.upload_id = u.id WHERE u.workspace_id = '${mine.workspaceId}'`,
    );
    expect(plans).toEqual([
      expect.objectContaining({
        is_one_moment: true,
        plan: expect.objectContaining({ declared_hash: 'a'.repeat(64), content_disposition: 'inline' }),
      }),
    ]);
    expect(await usageOf(mine)).toEqual([33, 3]);
  });

  it('keep text as it was sent, whatever characters it has', async () => {
    const filename = String.raw`a "quoted", (odd) \ {name} 'é' – ☂ NULL.txt`;
    const metadata = { 'k"': String.raw`\v, "w"`, empty: '', list: ['a"b'] };
    const odd = () => ({ ...plannedUpload(mine), filename, metadata, guarantees: ['length', 'a "b"'] as never });
    const [alone, grouped] = [odd(), odd()];
    await creation.insert(alone);
    expect((await together([[grouped], ...others()])).statements).toEqual([ALL]);
    for (const { id } of [alone, grouped])
      expect(await setup.database.system.upload.findUniqueOrThrow({ where: { id } })).toMatchObject({
        ...{ filename, metadata, guarantees: ['length', 'a "b"'], declaredHash: null, blobType: 'TEXT' },
      });
  });
});

describe('a create', () => {
  it('leaves no setting and no row to the next statement of the connection', async () => {
    const database = new Database({ ...setup.test, poolSize: 1 });
    try {
      const single = creationIn(database);
      const seen = async () => {
        const settings = `current_setting('enable_seqscan') AS scans, current_setting('lock_timeout') AS waits`;
        return (await database.pool.query(`SELECT ${settings}, (SELECT count(*)::int FROM uploads) AS visible`)).rows;
      };
      const before = await seen();
      expect(before).toMatchObject([{ scans: 'on', visible: 0 }]);
      await single.insert(plannedUpload(mine));
      expect(await seen()).toEqual(before);
      await Promise.all([mine, theirs, mine].map((tenant) => single.insert(plannedUpload(tenant))));
      expect(await seen()).toEqual(before);
      await single.insertAll([plannedUpload(mine), plannedUpload(mine)]);
      expect(await seen()).toEqual(before);
    } finally {
      await database.onApplicationShutdown();
    }
  });
});
