import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/platform/embedded/postgres/free-port.js';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/platform/embedded/postgres/start-embedded-postgres.js';
import { prepareDatabase } from '../../src/platform/prisma/prepare-database.js';
import { emptyDatabase, type TestDatabase } from '../support/postgres.js';
import { TEST_SECRET } from '../support/test-server.js';

describe('preparing a database', () => {
  // Roles belong to a whole server, so this suite uses its own server.
  let server: EmbeddedPostgres;
  let folder: string;
  let directory: string;
  let database: TestDatabase;
  const prepare = (ownerUrl = database.url) =>
    prepareDatabase({ ownerUrl, secret: TEST_SECRET, migrationsDirectory: directory });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airlock-roles-'));
    await chmod(folder, 0o755);
    directory = join(folder, 'migrations');
    server = await startEmbeddedPostgres({ dataDir: folder });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await mkdir(directory);
    database = await emptyDatabase(server.url);
  });
  afterEach(async () => {
    await database.drop();
    await rm(directory, { recursive: true });
  });

  it('reports the statements for an administrator when the owner may not create roles', async () => {
    await database.query(`CREATE ROLE limited LOGIN PASSWORD 'limited'`);
    const limited = new URL(database.url);
    limited.username = limited.password = 'limited';
    await expect(prepare(limited.href)).rejects.toThrow(/As an administrator run: ALTER ROLE limited CREATEROLE;$/);
    await prepare();
    await expect(prepare(limited.href)).rejects.toThrow(
      /ALTER ROLE limited CREATEROLE; ALTER ROLE airlock_app LOGIN .*; GRANT airlock_app TO limited WITH ADMIN OPTION;$/,
    );
  });

  it('needs no superuser: an owner who may create roles is enough', async () => {
    await database.query(`DROP ROLE IF EXISTS airlock_app, airlock_system`);
    await database.query(`CREATE ROLE creator LOGIN CREATEROLE PASSWORD 'creator'`);
    await database.query('GRANT ALL ON SCHEMA public TO creator');
    const creator = new URL(database.url);
    creator.username = creator.password = 'creator';
    const { appUrl } = await prepare(creator.href);
    expect(await database.query('SELECT current_user AS name', appUrl)).toEqual([{ name: 'airlock_app' }]);
  });

  it('creates two roles that log in and have no excess attributes', async () => {
    const { appUrl, systemUrl } = await prepare();
    const me = `SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolinherit, rolcanlogin
                FROM pg_roles WHERE rolname = current_user`;
    const powerless = { rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false };
    const common = { ...powerless, rolinherit: false, rolcanlogin: true };
    expect(await database.query(me, appUrl)).toEqual([{ rolname: 'airlock_app', ...common }]);
    expect(await database.query(me, systemUrl)).toEqual([{ rolname: 'airlock_system', ...common }]);
  });

  it('removes excess attributes and restores the login of a changed role', async () => {
    await prepare();
    await database.query(`ALTER ROLE airlock_app SUPERUSER BYPASSRLS NOLOGIN PASSWORD 'another'`);
    const { appUrl } = await prepare();
    const me = 'SELECT rolsuper OR rolbypassrls AS powerful FROM pg_roles WHERE rolname = current_user';
    expect(await database.query(me, appUrl)).toEqual([{ powerful: false }]);
  });

  it('creates the roles before the migrations, which grant to them', async () => {
    await mkdir(join(directory, '1_grant'));
    await writeFile(
      join(directory, '1_grant', 'migration.sql'),
      'CREATE TABLE one (id int); GRANT SELECT ON one TO airlock_app;',
    );
    const { appUrl, systemUrl } = await prepare();
    expect(await database.query('SELECT * FROM one', appUrl)).toEqual([]);
    await expect(database.query('SELECT * FROM one', systemUrl)).rejects.toMatchObject({ code: '42501' });
  });

  it('derives the same passwords in every installation of the same owner, also concurrently', async () => {
    await database.query('DROP ROLE IF EXISTS airlock_app, airlock_system');
    const other = await emptyDatabase(server.url);
    try {
      const [here, there] = await Promise.all([prepare(), prepare(other.url)]);
      expect(new URL(here.appUrl).password).toBe(new URL(there.appUrl).password);
      expect(await database.query('SELECT 1 AS one', here.appUrl)).toEqual([{ one: 1 }]);
      expect(await database.query('SELECT 1 AS one', there.systemUrl)).toEqual([{ one: 1 }]);
    } finally {
      await other.drop();
    }
  });

  it('waits for a starting database', async () => {
    const real = new URL(database.url);
    const port = await freePort();
    const late = new URL(database.url);
    late.port = String(port);
    const waiting = prepare(late.href);
    const proxy = createServer((socket) => socket.pipe(connect(Number(real.port), real.hostname)).pipe(socket));
    proxy.listen(port, '127.0.0.1');
    expect((await waiting).appUrl).toContain(`:${port}/`);
    proxy.close();
  });

  it('fails at once, without the password in the message, when the owner cannot log in', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'not-the-password';
    await expect(prepare(wrong.href)).rejects.toThrow(
      `The database at ${wrong.host} cannot be reached: password authentication failed for user "airlock". Check DATABASE_URL.`,
    );
  });
});
