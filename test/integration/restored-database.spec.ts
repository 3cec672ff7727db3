import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prepareQueue } from '../../src/platform/jobs/prepare-queue.js';
import { prepareDatabase } from '../../src/platform/prisma/prepare-database.js';
import { installedPrograms, InstalledServer } from '../support/installed-postgres.js';
import { queryOnce } from '../support/postgres.js';
import { MIGRATIONS, TEST_SECRET } from '../support/test-server.js';

const found = await installedPrograms();
const prepare = (ownerUrl: string) =>
  prepareDatabase({ ownerUrl, secret: TEST_SECRET, migrationsDirectory: MIGRATIONS });

/** Every policy and every right of the groups, and which functions all roles may call. */
async function rightsOf(url: string): Promise<string[]> {
  const rows = await queryOnce<{ of: string }>(
    url,
    `SELECT format('%s %s %s %s %s %s', tablename, policyname, roles, cmd, qual, with_check) AS of FROM pg_policies
     UNION ALL SELECT format('%s %s %s', relname, grantee::regrole, privilege_type) FROM pg_class, aclexplode(relacl)
       WHERE relnamespace = 'public'::regnamespace AND grantee <> relowner AND grantee <> 0
     UNION ALL SELECT format('%s.%s %s %s', relname, attname, grantee::regrole, privilege_type)
       FROM pg_class c JOIN pg_attribute ON attrelid = c.oid, aclexplode(attacl) WHERE relnamespace = 'public'::regnamespace
     UNION ALL SELECT format('%s %s', p.oid::regprocedure, grantee::regrole) FROM pg_proc p, aclexplode(proacl)
       WHERE pronamespace = 'public'::regnamespace AND grantee <> proowner ORDER BY 1`,
  );
  return rows.map((row) => row.of);
}

function tests(programs: string): void {
  let servers: InstalledServer[];
  let shop: string[];

  beforeAll(async () => {
    servers = await Promise.all([InstalledServer.start(programs), InstalledServer.start(programs)]);
    for (const { url } of servers) {
      await queryOnce(url, `CREATE ROLE shop LOGIN CREATEROLE PASSWORD 'shop'`);
      await queryOnce(url, 'CREATE DATABASE shop OWNER shop');
    }
    shop = servers.map((server) => server.databaseUrl('shop').replace(/\/\/[^@]+@/, '//shop:shop@'));
  });
  afterAll(async () => void (await Promise.all(servers.map((server) => server.stop()))));

  it('by pg_restore, on a server without the groups, gets its policies and grants at the first start', async () => {
    const [here, there] = shop as [string, string];
    const first = await prepare(here);
    await prepareQueue(here);
    await queryOnce(first.systemUrl, `INSERT INTO organizations (id, name, quota_bytes) VALUES ('org_1', 'x', 1)`);

    const complaints = await servers[1]!.restore(await servers[0]!.dump('shop'), 'shop', 'shop');
    expect(complaints).toContain('role "airlock_app" does not exist');
    const { appUrl, systemUrl } = await prepare(there);
    await prepareQueue(there);

    const rights = await rightsOf(here);
    expect(rights.length).toBeGreaterThan(200);
    expect(await rightsOf(there)).toEqual(rights);
    expect(await queryOnce(systemUrl, 'SELECT id FROM organizations')).toEqual([{ id: 'org_1' }]);
    expect(await queryOnce(appUrl, 'SELECT id FROM organizations')).toEqual([]);
    expect(await queryOnce(there, `SELECT FROM pg_namespace WHERE nspname LIKE 'airlock%'`)).toEqual([]);
    expect(await prepare(there)).toEqual({ appUrl, systemUrl });
    expect(await prepare(here)).toEqual(first);
  });
}

if ('why' in found) {
  describe(`NOT TESTED, a restored database: ${found.why}`, () => {
    it('passes without having tested anything', () => console.warn(`NOT TESTED, a restored database: ${found.why}`));
  });
} else {
  describe('a restored database', () => tests(found.programs));
}
