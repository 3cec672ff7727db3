import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFile } from '../../src/boot/package-file.js';
import { runMigrations } from '../../src/platform/prisma/migrations/run-migrations.js';
import { emptyDatabase, type DatabaseOfOwner, testDatabase } from '../support/postgres.js';
import { breaksOf, schemaSurface } from '../support/schema-surface.js';
import { MIGRATIONS } from '../support/test-server.js';

let directory: string;
let database: DatabaseOfOwner;

async function migration(name: string, sql: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, 'migration.sql'), sql);
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

  it('applies pending migrations, oldest first, once', async () => {
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
    const [record] = await database.query(
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

  it('sends files whole: semicolons inside function bodies are preserved', async () => {
    await migration(
      '1_function',
      `CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN n * 2; END; $$;
       DO $do$ BEGIN EXECUTE 'CREATE TABLE made (id int);'; END $do$;`,
    );
    await migrate();
    expect(await database.query('SELECT twice(21) AS answer, (SELECT count(*)::int FROM made) AS made')).toEqual([
      { answer: 42, made: 0 },
    ]);
  });

  it('runs in one of many processes while the others wait', async () => {
    await migration('1_slow', `SELECT pg_sleep(0.2); ${first}`);
    const applied = await Promise.all([migrate(), migrate(), migrate()]);
    expect(applied.flat()).toEqual(['1_slow']);
  });

  it('rolls back a failing file, names the line, and continues once it is fixed', async () => {
    await migration('1_create', first);
    await migration('2_broken', 'CREATE TABLE two (id int);\n\nALTER TABLE nowhere ADD x int;');
    await expect(migrate()).rejects.toThrow('Migration 2_broken failed: relation "nowhere" does not exist');
    expect(
      await database.query(`SELECT to_regclass('two') AS two, count(*)::int AS records FROM _prisma_migrations`),
    ).toEqual([{ two: null, records: 1 }]);
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

  it('refuses a database with unknown migrations among its own', async () => {
    await migration('1_create', first);
    await migration('2_alter', 'ALTER TABLE one ADD name text;');
    await migrate();
    await rm(join(directory, '1_create'), { recursive: true });
    await expect(migrate()).rejects.toThrow('1_create is applied but not among the files');
  });

  it('accepts a database that a newer version has migrated, unless that was left half-done', async () => {
    await migration('1_create', first);
    await migration('2_newer', 'ALTER TABLE one ADD name text;');
    await migrate();
    await rm(join(directory, '2_newer'), { recursive: true });
    expect(await migrate()).toEqual([]);
    await database.query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '2_newer'`);
    await expect(migrate()).rejects.toThrow('2_newer failed half-way');
  });

  it('stops at a migration that Prisma left half-done, until it is resolved', async () => {
    await migration('1_create', first);
    await migrate();
    await database.query('DROP TABLE one; UPDATE _prisma_migrations SET finished_at = NULL');
    await expect(migrate()).rejects.toThrow('1_create failed half-way');
    await database.query('UPDATE _prisma_migrations SET rolled_back_at = now()');
    expect(await migrate()).toEqual(['1_create']);
  });

  it('leaves nothing pending in the test databases', async () => {
    const migrated = await testDatabase();
    try {
      expect(await runMigrations({ url: migrated.url, directory: MIGRATIONS })).toEqual([]);
      const isSystem = `SELECT pg_has_role('airlock_system', 'USAGE') AS "isSystem"`;
      expect(await migrated.query(isSystem, migrated.systemUrl)).toEqual([{ isSystem: true }]);
    } finally {
      await migrated.drop();
    }
  });

  it('names a missing directory', async () => {
    await rm(directory, { recursive: true });
    await expect(migrate()).rejects.toThrow(`The migrations directory ${directory} cannot be read`);
  });
});

describe('an update', () => {
  const [version = '', ...before] = readFileSync(packageFile('prisma/previous-version.txt'), 'utf8').trim().split('\n');

  it(`leaves everything in the schema that ${version.split(' ', 2).join(' ')} uses: both run during an update`, async () => {
    const migrated = await testDatabase();
    const after = await schemaSurface(migrated);
    await migrated.drop();
    expect(before.length).toBeGreaterThan(300);
    expect(breaksOf(before, after)).toEqual([]);
  });

  it.each([
    ['a column that is gone', ['column a.b text'], [], ['column a.b text']],
    ['a column of another type', ['column a.b text'], ['column a.b integer'], ['column a.b text']],
    [
      'a column that must be named now',
      ['column a.b text'],
      ['column a.b text required'],
      ['column a.b text required'],
    ],
    [
      'a new column that must be named',
      ['column a.b text'],
      ['column a.b text', 'column a.c text required'],
      ['column a.c text required'],
    ],
    ['other arguments', ['function f(text) void'], ['function f(text, integer) void'], ['function f(text) void']],
    ['a value that is gone', ['value e.A'], ['value e.B'], ['value e.A']],
    [
      'additions alone',
      ['column a.b text required'],
      ['column a.b text', 'column a.c text', 'column d.e text required', 'value e.A'],
      [],
    ],
  ])('compares: %s', (_, earlier, later, breaks) => {
    expect(breaksOf(earlier, later)).toEqual(breaks);
  });
});
