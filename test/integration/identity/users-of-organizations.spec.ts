import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDatabase } from '../../../src/platform/prisma/prepare-database.js';
import { emptyDatabase, type DatabaseOfOwner } from '../../support/postgres.js';
import { MIGRATIONS, TEST_SECRET } from '../../support/test-server.js';

const NAME = '20261126000400_users_of_organizations';

let database: DatabaseOfOwner;
let earlier: string;

const migrate = (migrationsDirectory: string) =>
  prepareDatabase({ ownerUrl: database.url, secret: TEST_SECRET, migrationsDirectory });

/** Ada works at A and is a guest in a workspace of B; Bob has nothing to do with it. */
const BEFORE = `
  INSERT INTO organizations (id, name, quota_bytes) VALUES ('org_a', 'A', 1), ('org_b', 'B', 1);
  INSERT INTO workspaces (id, organization_id, name) VALUES ('ws_a', 'org_a', 'a'), ('ws_b', 'org_b', 'b');
  INSERT INTO users (id, organization_id, email, password_hash) VALUES
    ('usr_0123456780000000', 'org_a', 'ada@example.com', 'hash'), ('usr_0123456790000000', 'org_b', 'bob@example.com', NULL);
  INSERT INTO identities VALUES ('https://login.example', 'ada', 'usr_0123456780000000');
  INSERT INTO memberships (workspace_id, user_id, role) VALUES
    ('ws_a', 'usr_0123456780000000', 'owner'), ('ws_b', 'usr_0123456780000000', 'viewer'), ('ws_b', 'usr_0123456790000000', 'admin')`;

beforeAll(async () => {
  database = await emptyDatabase();
  earlier = await mkdtemp(join(tmpdir(), 'airlock-earlier-'));
  for (const name of (await readdir(MIGRATIONS)).filter((one) => /^\d/.test(one) && one < NAME))
    await cp(join(MIGRATIONS, name), join(earlier, name), { recursive: true });
  await migrate(earlier);
  await database.query(BEFORE);
  await migrate(MIGRATIONS);
});
afterAll(async () => {
  await database.drop();
  await rm(earlier, { recursive: true, force: true });
});

describe('accounts of an earlier version', () => {
  it('become one for each organization in which they are members', async () => {
    const accounts = await database.query(
      'SELECT organization_id, email, password_hash FROM users ORDER BY organization_id, email',
    );
    expect(accounts).toEqual([
      { organization_id: 'org_a', email: 'ada@example.com', password_hash: 'hash' },
      { organization_id: 'org_b', email: 'ada@example.com', password_hash: 'hash' },
      { organization_id: 'org_b', email: 'bob@example.com', password_hash: null },
    ]);
    const members = await database.query(
      `SELECT m.workspace_id, m.role::text, u.email, u.id ~ '^usr_[0-9a-z]{16}$' AS has_an_id
       FROM memberships m JOIN users u ON u.id = m.user_id AND u.organization_id = m.organization_id ORDER BY 1, 3`,
    );
    expect(members).toEqual([
      { workspace_id: 'ws_a', role: 'owner', email: 'ada@example.com', has_an_id: true },
      { workspace_id: 'ws_b', role: 'viewer', email: 'ada@example.com', has_an_id: true },
      { workspace_id: 'ws_b', role: 'admin', email: 'bob@example.com', has_an_id: true },
    ]);
  });

  it('keep their identities in use in each', async () => {
    const links = await database.query(
      `SELECT organization_id, subject, activated_at IS NOT NULL AS active FROM identities ORDER BY 1`,
    );
    expect(links).toEqual([
      { organization_id: 'org_a', subject: 'ada', active: true },
      { organization_id: 'org_b', subject: 'ada', active: true },
    ]);
  });

  it.each([
    ['a membership', `INSERT INTO memberships VALUES ('ws_b', 'usr_0123456780000000', 'viewer', now(), 'org_b')`],
    ['a link', `INSERT INTO identities VALUES ('i', 's', 'usr_0123456780000000', 'org_b', NULL)`],
  ])('cannot be mixed into another organization by %s', async (_, statement) => {
    await expect(database.query(statement)).rejects.toThrow('foreign key');
  });
});
