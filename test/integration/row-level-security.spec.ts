import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../src/shared/ids.js';
import { Database } from '../../src/platform/prisma/database.js';
import { ROLES } from '../../src/platform/prisma/roles/roles.js';
import { testDatabase, type TestDatabase } from '../support/postgres.js';
import { plannedUpload } from '../support/uploads.js';

const TABLES = [
  'buckets',
  'bucket_usage',
  'blobs',
  'uploads',
  'upload_events',
  'trash',
  'objects',
  'object_files',
  'announcements',
  'webhook_endpoints',
  'webhook_deliveries',
  'notifications',
  'notification_recipients',
  'scan_queue',
  'quarantines',
  'download_notes',
  'audit_events',
];
const IDENTITY = ['workspaces', 'users', 'identities', 'memberships', 'api_keys'];

interface Place {
  organizationId: string;
  workspaceId: string;
  bucketId: string;
  uploadId: string;
  objectId: string;
  endpointId: string;
  notificationId: string;
}

let database: TestDatabase;
let app: pg.Client;
let mine: Place;
let theirs: Place;

const insertUpload = (
  id: string,
  { organizationId, workspaceId, bucketId }: Pick<Place, 'organizationId' | 'workspaceId' | 'bucketId'>,
) =>
  `INSERT INTO uploads (id, organization_id, workspace_id, bucket_id, filename, content_type, reserved_bytes, method, key,
     created_by, url_expires_in_seconds, url_expires_at, deadline_at, next_check_at)
   VALUES ('${id}', '${organizationId}', '${workspaceId}', '${bucketId}', 'a', 'text/plain', 1, 'PUT', '${id}', 'key', 60, now(), now(), now())`;

/** One row of every table, written by the system role. */
async function populate(): Promise<Place> {
  const [organizationId, workspaceId, bucketId] = [newId('org'), newId('ws'), newId('bkt')];
  const more = { endpointId: newId('whk'), notificationId: newId('ntf') };
  const place = { organizationId, workspaceId, bucketId, uploadId: newId('upl'), objectId: newId('obj'), ...more };
  const sha256 = place.uploadId
    .slice(4)
    .replace(/[^0-9a-f]/g, '0')
    .padEnd(64, '0');
  const statements = [
    `INSERT INTO organizations (id, name, quota_bytes) VALUES ('${organizationId}', 'x', 1000)`,
    `INSERT INTO usage (organization_id) VALUES ('${organizationId}')`,
    `INSERT INTO workspaces (id, organization_id, name) VALUES ('${workspaceId}', '${organizationId}', 'default')`,
    `INSERT INTO buckets (id, organization_id, workspace_id, name) VALUES ('${bucketId}', '${organizationId}', '${workspaceId}', 'assets')`,
    `INSERT INTO bucket_usage (bucket_id, workspace_id) VALUES ('${bucketId}', '${workspaceId}')`,
    `INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, scanner_version)
     VALUES ('${newId('blb')}', '${workspaceId}', '${sha256}', 1, '${newId('blb')}', 'e', 'text/plain', 'clean', '1')`,
    insertUpload(place.uploadId, place),
    `INSERT INTO objects (id, organization_id, workspace_id, bucket_id, created_by)
     VALUES ('${place.objectId}', '${organizationId}', '${workspaceId}', '${bucketId}', 'key')`,
    `INSERT INTO object_files (object_id, position, workspace_id, property, type, upload_id)
     VALUES ('${place.objectId}', 0, '${workspaceId}', 'a', 'TEXT', '${place.uploadId}')`,
    `INSERT INTO upload_events (upload_id, sequence, workspace_id, event, to_status, actor) VALUES ('${place.uploadId}', 1, '${workspaceId}', 'created', 'PENDING', 'key')`,
    `INSERT INTO quarantines (workspace_id, sha256, organization_id, reason, created_by) VALUES ('${workspaceId}', '${sha256}', '${organizationId}', 'x', 'x')`,
    `INSERT INTO download_notes (upload_id, actor, workspace_id) VALUES ('${place.uploadId}', 'x', '${workspaceId}')`,
    `INSERT INTO audit_events (organization_id, workspace_id, actor, action, subject) VALUES ('${organizationId}', '${workspaceId}', 'x', 'x', 'x')`,
    `UPDATE uploads SET status = 'SCANNING', confirmed_at = now() WHERE id = '${place.uploadId}'`,
    `INSERT INTO announcements (workspace_id, type, resource_id) VALUES ('${workspaceId}', 'object.created', '${place.objectId}')`,
    `INSERT INTO trash (workspace_id, key, not_before) VALUES ('${workspaceId}', 'k', now())`,
    `INSERT INTO users (id, organization_id, email) VALUES ('${newId('usr')}', '${organizationId}', '${workspaceId}@example.com')`,
    `INSERT INTO webhook_endpoints (id, organization_id, workspace_id, url, events)
     VALUES ('${place.endpointId}', '${organizationId}', '${workspaceId}', 'https://example.com/', '{*}')`,
    `INSERT INTO webhook_deliveries (id, workspace_id, endpoint_id, event_type, event_key, payload, give_up_at)
     VALUES ('${newId('dlv')}', '${workspaceId}', '${place.endpointId}', 'upload.created', 'k', '{}', now())`,
    `INSERT INTO notifications (id, organization_id, workspace_id, upload_id, event_key, event_type, reason, filename)
     VALUES ('${place.notificationId}', '${organizationId}', '${workspaceId}', '${place.uploadId}', 'k', 'upload.rejected', 'x', 'a')`,
    `INSERT INTO notification_recipients (notification_id, workspace_id, user_id)
     SELECT '${place.notificationId}', '${workspaceId}', id FROM users WHERE email = '${workspaceId}@example.com'`,
  ];
  await database.query(statements.join(';\n'), database.systemUrl);
  return place;
}

beforeAll(async () => {
  database = await testDatabase();
  [mine, theirs] = [await populate(), await populate()];
  app = new pg.Client(database.appUrl);
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await database.drop();
});

/** A transaction of the application's role in a workspace, rolled back. */
async function inWorkspace<T>(
  place: Pick<Place, 'organizationId' | 'workspaceId'>,
  work: () => Promise<T>,
): Promise<T> {
  await app.query('BEGIN');
  try {
    const bind = `SELECT set_config('airlock.organization_id', $1, true), set_config('airlock.workspace_id', $2, true)`;
    await app.query(bind, [place.organizationId, place.workspaceId]);
    return await work();
  } finally {
    await app.query('ROLLBACK');
  }
}

const count = async (table: string) =>
  Number((await app.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]!.n);

describe('the application’s role', () => {
  const attributesOf = async (role: string) => {
    const [attributes] = await database.query(
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin,
         (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned,
         ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid) AS memberships
       FROM pg_roles r WHERE rolname = '${role}'`,
    );
    return attributes;
  };
  const powerless = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owned: 0 };

  it.each(Object.values(ROLES))(
    'the group %s has no attributes, is a member of nothing, and cannot log in',
    async (group) => {
      expect(await attributesOf(group)).toEqual({ ...powerless, rolcanlogin: false, memberships: [] });
    },
  );

  it.each([
    [ROLES.app, () => database.appUrl],
    [ROLES.system, () => database.systemUrl],
  ])('the login of %s has no attributes, owns nothing and is a member of its group alone', async (group, url) => {
    const login = new URL(url()).username;
    expect(await attributesOf(login)).toEqual({ ...powerless, rolcanlogin: true, memberships: [group] });
  });

  it.each([
    'SET row_security = off; SELECT * FROM uploads',
    `SET ROLE ${ROLES.system}`,
    `SET SESSION AUTHORIZATION ${ROLES.system}`,
    'ALTER TABLE uploads DISABLE ROW LEVEL SECURITY',
    'TRUNCATE uploads',
    'DROP POLICY one_workspace ON uploads',
    'CREATE TABLE mine (id int)',
  ])('may not: %s', async (sql) => {
    await expect(database.query(sql, database.appUrl)).rejects.toMatchObject({ code: '42501' });
  });

  it('is enforced on every table, also for its owner, with a policy for each role', async () => {
    const loose = await database.query(
      `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> '_prisma_migrations'
         AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
    );
    expect(loose).toEqual([]);
  });
});

describe('without a workspace', () => {
  it.each(TABLES)('%s has no visible rows', async (table) => {
    expect(await count(table)).toBe(0);
  });

  it('an empty name is not a workspace', async () => {
    await inWorkspace({ organizationId: '', workspaceId: '' }, async () => {
      for (const table of [...TABLES, 'organizations', 'usage']) expect(await count(table)).toBe(0);
    });
  });

  it.each(IDENTITY)('%s is not accessible', async (table) => {
    await expect(count(table)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('in a workspace', () => {
  it.each(TABLES)('only its own rows of %s are visible', async (table) => {
    await inWorkspace(mine, async () => {
      const { rows } = await app.query<{ workspace_id: string }>(`SELECT workspace_id FROM ${table}`);
      expect(rows.map((row) => row.workspace_id)).toEqual([mine.workspaceId]);
    });
  });

  it('rows of audit_events cannot be updated or deleted at all', async () => {
    for (const change of ["UPDATE audit_events SET actor = 'x'", 'DELETE FROM audit_events', 'TRUNCATE audit_events'])
      await inWorkspace(mine, async () => {
        await expect(app.query(change)).rejects.toMatchObject({ code: '42501' });
      });
  });

  it.each(TABLES.filter((table) => table !== 'audit_events'))(
    'rows of other workspaces in %s cannot be updated, moved or deleted',
    async (table) => {
      const named = `WHERE workspace_id = '${theirs.workspaceId}'`;
      await inWorkspace(mine, async () => {
        expect((await app.query(`UPDATE ${table} SET workspace_id = workspace_id ${named}`)).rowCount).toBe(0);
        expect((await app.query(`UPDATE ${table} SET workspace_id = '${mine.workspaceId}' ${named}`)).rowCount).toBe(0);
        expect((await app.query(`DELETE FROM ${table} ${named}`)).rowCount).toBe(0);
      });
      await inWorkspace(mine, async () => {
        const givenAway = app.query(`UPDATE ${table} SET workspace_id = '${theirs.workspaceId}'`);
        await expect(givenAway).rejects.toMatchObject({ code: '42501' });
      });
    },
  );

  it('nothing can be written into another workspace', async () => {
    await inWorkspace(mine, async () => {
      await expect(app.query(insertUpload(newId('upl'), theirs))).rejects.toMatchObject({ code: '42501' });
    });
    const events = `INSERT INTO upload_events (upload_id, sequence, workspace_id, event, to_status, actor) VALUES ('${theirs.uploadId}', 2, '${theirs.workspaceId}', 'x', 'PENDING', 'x')`;
    await inWorkspace(mine, () => expect(app.query(events)).rejects.toMatchObject({ code: '42501' }));
    const trash = `INSERT INTO trash (workspace_id, key, not_before) VALUES ('${theirs.workspaceId}', 'k', now())`;
    await inWorkspace(mine, () => expect(app.query(trash)).rejects.toMatchObject({ code: '42501' }));
  });

  it('a row cannot refer to the bucket or organization of another tenant', async () => {
    const mixed = [
      { ...mine, bucketId: theirs.bucketId },
      { ...mine, organizationId: theirs.organizationId },
    ];
    for (const place of mixed)
      await inWorkspace(mine, () =>
        expect(app.query(insertUpload(newId('upl'), place))).rejects.toMatchObject({ code: '23503' }),
      );
  });

  it('the quota of another organization is neither visible nor changeable', async () => {
    await inWorkspace(mine, async () => {
      expect(await count('organizations')).toBe(1);
      expect(await count('usage')).toBe(1);
      const freed = `UPDATE usage SET used_bytes = 0 WHERE organization_id = '${theirs.organizationId}'`;
      expect((await app.query(freed)).rowCount).toBe(0);
    });
    await inWorkspace(mine, () =>
      expect(app.query('UPDATE organizations SET quota_bytes = 9')).rejects.toMatchObject({ code: '42501' }),
    );
  });

  it('partitions are accessible through their table only', async () => {
    const partitions = await database.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'upload_events'::regclass`,
    );
    expect(partitions.length).toBeGreaterThan(0);
    for (const { name } of partitions) {
      await expect(database.query(`SELECT * FROM ${name}`, database.appUrl)).rejects.toMatchObject({ code: '42501' });
      await expect(database.query(`SELECT * FROM ${name}`, database.systemUrl)).rejects.toMatchObject({
        code: '42501',
      });
    }
  });
});

describe('the workspace of a transaction', () => {
  it('ends with the transaction, committed or not', async () => {
    for (const end of ['COMMIT', 'ROLLBACK']) {
      await app.query(`BEGIN; SELECT set_config('airlock.workspace_id', '${mine.workspaceId}', true); ${end}`);
      expect(await count('uploads')).toBe(0);
    }
  });

  it('set by a single statement ends with the statement', async () => {
    const { organizationId, workspaceId, bucketId } = mine;
    const upload = { ...plannedUpload({ organizationId, workspaceId, bucketId }), id: newId('upl') };
    await app.query('SELECT create_uploads($1, 100)', [JSON.stringify([{ uploads: [upload] }])]);
    expect(await count('uploads')).toBe(0);
    await app.query('SELECT create_upload($1, NULL, 100)', [JSON.stringify({ ...upload, id: newId('upl') })]);
    expect(await count('uploads')).toBe(0);
    await inWorkspace(mine, async () => expect(await count('uploads')).toBe(3));
    await inWorkspace(theirs, async () => expect(await count('uploads')).toBe(1));
  });

  it('is not visible to the next user of the connection', async () => {
    const pooled = new Database({ ...database, poolSize: 1 });
    try {
      const seen = await pooled.tenant(mine, (tx) => tx.upload.findMany({ select: { workspaceId: true } }));
      expect(new Set(seen.map((row) => row.workspaceId))).toEqual(new Set([mine.workspaceId]));
      expect(await pooled.tenant(mine, (tx) => tx.upload.findUnique({ where: { id: theirs.uploadId } }))).toBeNull();
      expect((await pooled.pool.query('SELECT id FROM uploads')).rows).toEqual([]);
      await expect(pooled.tenant(mine, () => Promise.reject(new Error('undone')))).rejects.toThrow('undone');
      expect((await pooled.pool.query('SELECT id FROM uploads')).rows).toEqual([]);
    } finally {
      await pooled.onApplicationShutdown();
    }
  });
});
