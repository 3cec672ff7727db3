import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { runMigrations } from '../../src/platform/prisma/migrations/run-migrations.js';
import { prepareDatabase } from '../../src/platform/prisma/prepare-database.js';
import { emptyDatabase, testDatabase, type TestDatabase } from '../support/postgres.js';

const SECRET = 'a secret of tests, long enough for all';

let directory: string;
let database: TestDatabase;

async function migration(name: string, sql: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, 'migration.sql'), sql);
}

async function query<Row extends pg.QueryResultRow>(sql: string, url = database.url): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'airlock-migrations-'));
  database = await emptyDatabase();
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

describe('the migration runner', () => {
  const migrate = () => runMigrations({ url: database.url, directory });
  const first = 'CREATE TABLE one (id int);\n';

  it('applies what is pending, oldest first, and nothing twice', async () => {
    await migration('2_alter', 'ALTER TABLE one ADD name text;');
    await migration('1_create', first);
    expect(await migrate()).toEqual(['1_create', '2_alter']);
    expect(await migrate()).toEqual([]);
    await migration('3_index', 'CREATE INDEX ON one (name);');
    expect(await migrate()).toEqual(['3_index']);
  });

  it('records as Prisma does', async () => {
    await migration('1_create', first);
    await migrate();
    const [record] = await query(
      `SELECT id ~ '^[0-9a-f-]{36}$' AS uuid, checksum, migration_name, logs, rolled_back_at, applied_steps_count,
              started_at <= finished_at AS finished FROM _prisma_migrations`,
    );
    expect(record).toEqual({
      uuid: true,
      checksum: createHash('sha256').update(first).digest('hex'),
      migration_name: '1_create',
      logs: null,
      rolled_back_at: null,
      applied_steps_count: 1,
      finished: true,
    });
  });

  it('sends files whole: semicolons inside function bodies are theirs', async () => {
    await migration(
      '1_function',
      `CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN n * 2; END; $$;
       DO $do$ BEGIN EXECUTE 'CREATE TABLE made (id int);'; END $do$;`,
    );
    await migrate();
    expect(await query('SELECT twice(21) AS answer, (SELECT count(*)::int FROM made) AS made')).toEqual([
      { answer: 42, made: 0 },
    ]);
  });

  it('lets one of many work while the others wait', async () => {
    await migration('1_slow', `SELECT pg_sleep(0.2); ${first}`);
    const applied = await Promise.all([migrate(), migrate(), migrate()]);
    expect(applied.flat()).toEqual(['1_slow']);
  });

  it('keeps nothing of a file that fails, says where, and goes on once it is mended', async () => {
    await migration('1_create', first);
    await migration('2_broken', 'CREATE TABLE two (id int);\n\nALTER TABLE nowhere ADD x int;');
    await expect(migrate()).rejects.toThrow('Migration 2_broken failed: relation "nowhere" does not exist');
    expect(await query(`SELECT to_regclass('two') AS two, count(*)::int AS records FROM _prisma_migrations`)).toEqual([
      { two: null, records: 1 },
    ]);
    await migration('2_broken', 'CREATE TABLE two (id int);');
    expect(await migrate()).toEqual(['2_broken']);
  });

  it('refuses a file changed after it was applied, but not other line ends', async () => {
    await migration('1_create', first);
    await migrate();
    await migration('1_create', first.replace('\n', '\r\n'));
    expect(await migrate()).toEqual([]);
    await migration('1_create', 'CREATE TABLE other (id int);');
    await expect(migrate()).rejects.toThrow('1_create was changed after it was applied');
  });

  it('refuses a database that knows more than the files', async () => {
    await migration('1_create', first);
    await migrate();
    await rm(join(directory, '1_create'), { recursive: true });
    await expect(migrate()).rejects.toThrow('1_create is applied but not among the files');
  });

  it('refuses to go on after one that Prisma left half-done, until it is resolved', async () => {
    await migration('1_create', first);
    await migrate();
    await query('DROP TABLE one; UPDATE _prisma_migrations SET finished_at = NULL');
    await expect(migrate()).rejects.toThrow('1_create failed half-way');
    await query('UPDATE _prisma_migrations SET rolled_back_at = now()');
    expect(await migrate()).toEqual(['1_create']);
  });

  it('says what is missing when there is no directory', async () => {
    await rm(directory, { recursive: true });
    await expect(migrate()).rejects.toThrow(`The migrations directory ${directory} cannot be read`);
  });
});

describe('preparing a database', () => {
  const prepare = (ownerUrl = database.url) =>
    prepareDatabase({ ownerUrl, secret: SECRET, migrationsDirectory: directory });

  it('gives two roles that log in and have no power of their own', async () => {
    const { appUrl, systemUrl } = await prepare();
    const me = `SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolinherit, rolcanlogin
                FROM pg_roles WHERE rolname = current_user`;
    const powerless = { rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false };
    const common = { ...powerless, rolinherit: false, rolcanlogin: true };
    expect(await query(me, appUrl)).toEqual([{ rolname: 'airlock_app', ...common }]);
    expect(await query(me, systemUrl)).toEqual([{ rolname: 'airlock_system', ...common }]);
  });

  it('takes back power and restores the login of a role that was tampered with', async () => {
    await query(`ALTER ROLE airlock_app SUPERUSER BYPASSRLS NOLOGIN PASSWORD 'another'`);
    const { appUrl } = await prepare();
    const me = 'SELECT rolsuper OR rolbypassrls AS powerful FROM pg_roles WHERE rolname = current_user';
    expect(await query(me, appUrl)).toEqual([{ powerful: false }]);
  });

  it('has the roles before the migrations, which grant to them', async () => {
    await migration('1_grant', 'CREATE TABLE one (id int); GRANT SELECT ON one TO airlock_app;');
    const { appUrl, systemUrl } = await prepare();
    expect(await query('SELECT * FROM one', appUrl)).toEqual([]);
    await expect(query('SELECT * FROM one', systemUrl)).rejects.toMatchObject({ code: '42501' });
  });

  it('agrees with every other installation of the same owner, at the same moment', async () => {
    await query(`ALTER ROLE airlock_app PASSWORD 'another'; ALTER ROLE airlock_system PASSWORD 'another'`);
    const other = await emptyDatabase();
    try {
      const [here, there] = await Promise.all([prepare(), prepare(other.url)]);
      expect(new URL(here.appUrl).password).toBe(new URL(there.appUrl).password);
      expect(await query('SELECT 1 AS one', here.appUrl)).toEqual([{ one: 1 }]);
      expect(await query('SELECT 1 AS one', there.systemUrl)).toEqual([{ one: 1 }]);
    } finally {
      await other.drop();
    }
  });

  it('waits for a database that is just starting', async () => {
    const real = new URL(database.url);
    const port = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
      });
    });
    const late = new URL(database.url);
    late.port = String(port);
    const waiting = prepare(late.href);
    const { connect } = await import('node:net');
    const proxy = createServer((socket) => socket.pipe(connect(Number(real.port), real.hostname)).pipe(socket));
    proxy.listen(port, '127.0.0.1');
    expect((await waiting).appUrl).toContain(`:${port}/`);
    proxy.close();
  });

  it('fails at once, without the password in the text, when the owner is not let in', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'not-the-password';
    await expect(prepare(wrong.href)).rejects.toThrow(
      `The database at ${wrong.host} cannot be reached: password authentication failed for user "airlock". Check DATABASE_URL.`,
    );
  });
});

describe('an owner who may not manage roles', () => {
  const limited = (database: TestDatabase) => {
    const url = new URL(database.url);
    url.username = 'limited_owner';
    url.password = 'limited';
    return url.href;
  };
  beforeAll(async () => {
    database = await emptyDatabase();
    await query(`CREATE ROLE limited_owner LOGIN PASSWORD 'limited'`);
    await database.drop();
  });
  afterAll(async () => {
    database = await testDatabase();
    await query('DROP ROLE limited_owner');
    await database.drop();
  });

  it('is told which statements an administrator has to run', async () => {
    const ownerUrl = limited(database);
    const prepare = () => prepareDatabase({ ownerUrl, secret: SECRET, migrationsDirectory: directory });
    await expect(prepare()).rejects.toThrow(
      /ALTER ROLE limited_owner CREATEROLE; ALTER ROLE airlock_app LOGIN .*; GRANT airlock_app TO limited_owner WITH ADMIN OPTION;/,
    );
  });
});
