import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ApiKeysRepository,
  ApiKeysService,
  MembershipsRepository,
  UsersRepository,
} from '../../../src/features/identity/index.js';
import { LastUses } from '../../../src/features/identity/last-uses.service.js';
import { AuditTrail } from '../../../src/features/audit/index.js';
import { RightsChanges } from '../../../src/edge/auth/rights-changes.js';
import { DefaultBucketsRepository } from '../../../src/features/buckets/default-buckets.repository.js';
import { Bootstrap, WorkspaceContents } from '../../../src/features/workspaces/index.js';
import { BootstrapRepository } from '../../../src/features/workspaces/bootstrap.repository.js';
import { OrganizationsRepository } from '../../../src/features/workspaces/organizations.repository.js';
import { WorkspacesRepository } from '../../../src/features/workspaces/workspaces.repository.js';
import { PostgresEventChannel } from '../../../src/platform/events/postgres.event-channel.js';
import { Database } from '../../../src/platform/prisma/database.js';
import { handlersOf } from '../../support/handlers.js';
import { testDatabase, type TestDatabase } from '../../support/postgres.js';

const ADMIN = { adminEmail: 'Admin@example.com', adminPassword: 'admin admin' };
const KEY = `sk_${'k'.repeat(40)}`;

let test: TestDatabase;
let databases: Database[];

/** What one process starts with. */
function startProcess(): { bootstrap: Bootstrap; keys: ApiKeysService; uses: LastUses } {
  const database = new Database({ ...test, poolSize: 4 });
  databases.push(database);
  const rows = new ApiKeysRepository(database);
  const contents = new WorkspaceContents(handlersOf(new DefaultBucketsRepository()));
  const memberships = new MembershipsRepository(database);
  const organizations = new OrganizationsRepository(
    database,
    new WorkspacesRepository(database, memberships, contents),
    rows,
  );
  const users = new UsersRepository(database);
  const audit = new AuditTrail(database);
  const repository = new BootstrapRepository(database, organizations, rows, users, memberships, audit);
  const rights = new RightsChanges(database, new PostgresEventChannel(test.systemUrl));
  const uses = new LastUses();
  return { bootstrap: new Bootstrap(repository), keys: new ApiKeysService(rows, rights, audit, uses), uses };
}

const count = async () =>
  (
    await test.query<Record<string, number>>(`
      SELECT (SELECT count(*)::int FROM organizations) AS organizations, (SELECT count(*)::int FROM usage) AS usage,
        (SELECT count(*)::int FROM workspaces) AS workspaces, (SELECT count(*)::int FROM buckets) AS buckets,
        (SELECT count(*)::int FROM api_keys) AS keys, (SELECT count(*)::int FROM users) AS users,
        (SELECT count(*)::int FROM memberships WHERE role = 'owner') AS owners`)
  )[0];
const ONE_OF_EACH = { organizations: 1, usage: 1, workspaces: 1, buckets: 5, keys: 1, users: 1, owners: 1 };

beforeEach(async () => {
  test = await testDatabase();
  databases = [];
});
afterEach(async () => {
  await Promise.all(databases.map((database) => database.onApplicationShutdown()));
  await test.drop();
});

describe('the first start', () => {
  it('generates a key that may do everything, once', async () => {
    const { bootstrap, keys, uses } = startProcess();
    const secret = await bootstrap.run(ADMIN);
    expect(await keys.recognise(secret!)).toMatchObject({ scopes: expect.arrayContaining(['admin', 'system']) });
    expect(await bootstrap.run(ADMIN)).toBeUndefined();
    expect(await count()).toEqual(ONE_OF_EACH);
    await uses.beforeApplicationShutdown();
  });

  it('may happen in several processes at once', async () => {
    const secrets = await Promise.all(Array.from({ length: 4 }, () => startProcess().bootstrap.run(ADMIN)));
    expect(secrets.filter(Boolean)).toHaveLength(1);
    expect(await count()).toEqual(ONE_OF_EACH);
  });

  it('uses the given key, in several processes at once', async () => {
    const run = () => startProcess().bootstrap.run({ ...ADMIN, apiKey: KEY });
    expect(await Promise.all([run(), run(), run()])).toEqual([undefined, undefined, undefined]);
    expect(await count()).toEqual(ONE_OF_EACH);
  });
});

describe('a later start', () => {
  it('accepts another key later, and leaves a revoked one revoked', async () => {
    const { bootstrap, keys, uses } = startProcess();
    await bootstrap.run({ apiKey: KEY });
    await bootstrap.run({ apiKey: `${KEY}2` });
    const first = await keys.recognise(KEY);
    await keys.recognise(`${KEY}2`);
    await test.query(`UPDATE api_keys SET revoked_at = now() WHERE id = '${first.id}'`);
    await bootstrap.run({ apiKey: KEY });
    await expect(keys.recognise(KEY)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await uses.beforeApplicationShutdown();
  });

  it('does not set a password back', async () => {
    const { bootstrap } = startProcess();
    await bootstrap.run({ ...ADMIN, apiKey: KEY });
    const hash = async () => (await test.query<{ password_hash: string }>('SELECT password_hash FROM users'))[0];
    const before = await hash();
    await bootstrap.run({ ...ADMIN, adminPassword: 'another one', apiKey: KEY });
    expect(await hash()).toEqual(before);
  });
});
