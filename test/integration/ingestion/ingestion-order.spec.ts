import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DocumentIngestionRepository } from '../../../src/features/documents/index.js';
import { PostgresEventChannel } from '../../../src/platform/events/postgres.event-channel.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let documents: DocumentIngestionRepository;
let [flooder, second, third]: TestTenant[] = [];

beforeAll(async () => {
  setup = await productDatabase();
  documents = new DocumentIngestionRepository(setup.database, new PostgresEventChannel(setup.test.systemUrl));
  const { database } = setup;
  [flooder, second, third] = [await makeTenant(database), await makeTenant(database), await makeTenant(database)];
});
afterAll(() => setup.close());
beforeEach(async () => {
  // Rows that are only deleted stay in the way of index scans while any other transaction could see them.
  await setup.test.query('TRUNCATE documents CASCADE');
  await setup.test.query(`UPDATE ingestion_turn SET organization_id = ''`);
});

let made = 0;

/** So many documents of a tenant that are due, one after the other. Answers their ids, in that order. */
async function arrive(tenant: TestTenant, count: number): Promise<string[]> {
  const { organizationId, workspaceId, bucketId } = tenant;
  const [first, last] = [made + 1, (made += count)];
  const numbers = `generate_series(${first}, ${last}) n`;
  await setup.test.query(`
    INSERT INTO uploads (id, organization_id, workspace_id, bucket_id, filename, content_type, reserved_bytes, method, key,
      created_by, url_expires_in_seconds, url_expires_at, deadline_at, next_check_at)
    SELECT 'upl_' || lpad(n::text, 16, '0'), '${organizationId}', '${workspaceId}', '${bucketId}', 'a', 'text/plain', 1, 'PUT',
      n::text, 'test', 60, now(), now(), now() FROM ${numbers}`);
  const rows = await setup.test.query<{ id: string }>(`
    INSERT INTO documents (id, organization_id, workspace_id, upload_id, name, created_by, status, stage, next_attempt_at)
    SELECT 'doc_' || lpad(n::text, 16, '0'), '${organizationId}', '${workspaceId}', 'upl_' || lpad(n::text, 16, '0'), 'a',
      'test', 'PROCESSING', 'queued', now() - interval '1 day' + make_interval(secs => n * 0.001) FROM ${numbers} RETURNING id`);
  return rows.map(({ id }) => id).sort();
}

const finish = (id: string) =>
  setup.test.query(
    `UPDATE documents SET status = 'SUCCESS', next_attempt_at = NULL, lease_token = NULL WHERE id = '${id}'`,
  );

/** As one worker takes them; answers what was taken. */
async function ingest(count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const claimed = await documents.claim(60);
    if (!claimed) break;
    taken.push(claimed.id);
    await finish(claimed.id);
  }
  return taken;
}

describe('the order of ingestions', () => {
  it('is that of arrival within an organization', async () => {
    const ids = await arrive(flooder!, 5);
    expect(await ingest(9)).toEqual(ids);
  });

  it('gives organizations turns: a flood delays the single documents of others by a few', async () => {
    await arrive(flooder!, 5_000);
    await ingest(3);
    const [single] = await arrive(second!, 1);
    const [other] = await arrive(third!, 1);
    const taken = await ingest(3);
    expect(taken).toEqual(expect.arrayContaining([single, other]));
  });

  it('prefers the organization with the fewest running', async () => {
    await arrive(flooder!, 9);
    await documents.claim(60);
    await documents.claim(60);
    await arrive(second!, 9);
    const claimed = [await documents.claim(60), await documents.claim(60)];
    expect(claimed.map((document) => document!.organizationId)).toEqual([second, second].map((t) => t!.organizationId));
  });

  it('passes over an organization whose documents pause, and one that is locked', async () => {
    const [paused] = await arrive(flooder!, 2);
    const lease = (await documents.claim(60))!;
    expect(lease.id).toBe(paused);
    await documents.giveBack(lease, { afterSeconds: 3_600, counts: true });
    const [mine] = await arrive(second!, 1);
    await setup.database.asSystem(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM documents WHERE organization_id = ${flooder!.organizationId} FOR UPDATE`;
      expect((await documents.claim(60))!.id).toBe(mine);
      expect(await documents.claim(60)).toBeNull();
    });
    expect((await documents.claim(60))!.organizationId).toBe(flooder!.organizationId);
    expect(await documents.claim(60)).toBeNull();
  });

  it('leases each document once, however many claim at the same time', async () => {
    await arrive(flooder!, 20);
    await arrive(second!, 20);
    const claimed = await Promise.all(Array.from({ length: 60 }, () => documents.claim(60)));
    const taken = claimed.flatMap((document) => (document ? [document.id] : []));
    expect(taken).toHaveLength(40);
    expect(new Set(taken).size).toBe(40);
  });

  it('takes a document again when its lease has ended, and counts the attempt', async () => {
    const [id] = await arrive(flooder!, 1);
    const lost = (await documents.claim(60))!;
    await setup.test.query(`UPDATE documents SET lease_until = now(), next_attempt_at = now() WHERE id = '${id}'`);
    expect(await documents.claim(60)).toMatchObject({ id, attempts: 2 });
    expect(await documents.renew(lost, 60)).toBe(false);
  });
});

describe('a claim among 20,000 documents', () => {
  it('reads a few pages by index, and no whole table', async () => {
    await arrive(flooder!, 20_000);
    await arrive(second!, 1);
    const client = await setup.database.systemPool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT claim_ingestion('warm-up', 60)`);
      const whole = async () =>
        (await client.query(`SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'documents'`)).rows;
      const before = await whole();
      const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT claim_ingestion('me', 60)`);
      const [{ Plan: plan }] = rows[0]['QUERY PLAN'];
      expect(await whole()).toEqual(before);
      expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(200);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
