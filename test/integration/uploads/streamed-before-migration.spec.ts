import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDatabase } from '../../../src/platform/prisma/prepare-database.js';
import { emptyDatabase, type DatabaseOfOwner } from '../../support/postgres.js';
import { MIGRATIONS, TEST_SECRET } from '../../support/test-server.js';

const NAME = '20261126001200_method_streamed';

let database: DatabaseOfOwner;
let earlier: string;

const migrate = (migrationsDirectory: string) =>
  prepareDatabase({ ownerUrl: database.url, secret: TEST_SECRET, migrationsDirectory });

/** Uploads of an earlier version: id, status, method and declared size. */
const uploads = [
  ['streamed-uploading', 'UPLOADING', 'MULTIPART', null],
  ['streamed-pending', 'PENDING', 'MULTIPART', null],
  ['in-parts', 'UPLOADING', 'MULTIPART', 9],
  ['unknown-size', 'PENDING', 'PUT', null],
  ['ended', 'EXPIRED', 'MULTIPART', null],
] as const;

beforeAll(async () => {
  database = await emptyDatabase();
  earlier = await mkdtemp(join(tmpdir(), 'airlock-earlier-'));
  for (const name of (await readdir(MIGRATIONS)).filter((one) => /^\d/.test(one) && one < NAME))
    await cp(join(MIGRATIONS, name), join(earlier, name), { recursive: true });
  await migrate(earlier);
  await database.query(`
    INSERT INTO organizations (id, name, quota_bytes) VALUES ('org_a', 'A', 1);
    INSERT INTO workspaces (id, organization_id, name) VALUES ('ws_a', 'org_a', 'a');
    INSERT INTO buckets (id, organization_id, workspace_id, name) VALUES ('bkt_a', 'org_a', 'ws_a', 'a')`);
  const rows = uploads.map(
    ([id, status, method, size]) =>
      `('${id}', 'org_a', 'ws_a', 'bkt_a', '${status}', 'f', 't', ${size}, 9, '${method}', 'k', 'c', 60, now(), now(), now())`,
  );
  await database.query(`
    INSERT INTO uploads (id, organization_id, workspace_id, bucket_id, status, filename, content_type, declared_size,
      reserved_bytes, method, key, created_by, url_expires_in_seconds, url_expires_at, deadline_at, look_at)
    VALUES ${rows.join(', ')}`);
  await migrate(MIGRATIONS);
});
afterAll(async () => {
  await database.drop();
  await rm(earlier, { recursive: true, force: true });
});

it('gives open uploads whose bytes arrive with their request the method STREAMED, and no others', async () => {
  const methods = await database.query<{ id: string; method: string }>('SELECT id, method::text FROM uploads');
  expect(Object.fromEntries(methods.map(({ id, method }) => [id, method]))).toEqual({
    'streamed-uploading': 'STREAMED',
    'streamed-pending': 'STREAMED',
    'in-parts': 'MULTIPART',
    'unknown-size': 'PUT',
    ended: 'MULTIPART',
  });
});
