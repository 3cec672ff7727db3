import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLogger, Logger } from '@nestjs/common';
import pg from 'pg';
import { freePort } from '../../src/platform/embedded/postgres/free-port.js';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/platform/embedded/postgres/start-embedded-postgres.js';
import { prepareQueue } from '../../src/platform/jobs/prepare-queue.js';
import { prepareDatabase } from '../../src/platform/prisma/prepare-database.js';
import { databaseNamed, type DatabaseOfOwner, emptyDatabase, queryOnce } from '../support/postgres.js';
import { until } from '../support/resilience/until.js';
import { databaseUrl, TEST_SECRET } from '../support/test-server.js';

describe('preparing a database', () => {
  // Roles belong to a whole server, so this suite uses its own server.
  let server: EmbeddedPostgres;
  let folder: string;
  let directory: string;
  let database: DatabaseOfOwner;
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

  /** A user who may do what DATABASE_URL asks for, and no more: the owner of a database of its own. */
  async function withOwnerNamed(name: string, work: (ownerUrl: string) => Promise<void>): Promise<void> {
    await database.query(`CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD '${name}'`);
    await database.query(
      `ALTER DATABASE ${nameOf(database.url)} OWNER TO ${name}; GRANT ALL ON SCHEMA public TO ${name}`,
    );
    // Another owner made the groups.
    await database.query(
      `DO $$ BEGIN CREATE ROLE airlock_app NOINHERIT; CREATE ROLE airlock_system NOINHERIT;
       EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    );
    await database.query(`GRANT airlock_app, airlock_system TO ${name} WITH ADMIN OPTION`);
    await work(asUser(name, name));
  }
  const nameOf = (url: string) => new URL(url).pathname.slice(1);
  const userOf = (url: string) => new URL(url).username;
  const asUser = (user: string, password: string) => {
    const url = new URL(database.url);
    [url.username, url.password] = [user, password];
    return url.href;
  };
  const connected = async (url: string) => {
    const client = new pg.Client(url);
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  /** PostgreSQL lists a session until its process has ended. */
  const ended = async (client: pg.Client, user: string) => {
    await client.end();
    await until(async () => !(await database.query(`SELECT FROM pg_stat_activity WHERE usename = '${user}'`)).length);
  };
  const logins = async () => {
    const found = await database.query<{ name: string }>(
      `SELECT rolname AS name FROM pg_roles, pg_database d
       WHERE d.datname = current_database() AND rolname ~ format('^airlock_[a-z]+_%s_', d.oid) ORDER BY 1`,
    );
    return found.map(({ name }) => name);
  };

  it('reports the statements for an administrator when the owner may not create roles', async () => {
    await database.query(`CREATE ROLE limited LOGIN PASSWORD 'limited'`);
    const limited = asUser('limited', 'limited');
    await expect(prepare(limited)).rejects.toThrow(/As an administrator run: ALTER ROLE limited CREATEROLE;$/);
    await prepare();
    await expect(prepare(limited)).rejects.toThrow(
      /may not connect to the database .*GRANT CONNECT ON DATABASE "\w+" TO "limited"/,
    );
    await database.query(`GRANT CONNECT ON DATABASE ${nameOf(database.url)} TO limited; GRANT ALL ON SCHEMA public TO limited;
      GRANT ALL ON _prisma_migrations TO limited`);
    await expect(prepare(limited)).rejects.toThrow(
      /As an administrator run: ALTER ROLE limited CREATEROLE; GRANT airlock_app, airlock_system TO limited WITH ADMIN OPTION;$/,
    );
  });

  it('needs no superuser: an owner of the database who may create roles is enough, also with queues of earlier starts', async () => {
    await withOwnerNamed('creator', async (creator) => {
      const { appUrl, systemUrl } = await prepare(creator);
      await prepareQueue(creator);
      const client = await connected(systemUrl);
      await client.query(`SET ROLE airlock_system; SELECT bullmq.next_job_id('a queue')`);
      await client.end();
      await prepareQueue(creator);
      expect(await prepare(creator)).toEqual({ appUrl, systemUrl });
      const isApp = `SELECT pg_has_role('airlock_app', 'USAGE') AS "isApp", pg_has_role('airlock_system', 'MEMBER') AS "isSystem"`;
      expect(await database.query(isApp, appUrl)).toEqual([{ isApp: true, isSystem: false }]);
    });
  });

  it('makes logins without attributes, members of one group each', async () => {
    const { appUrl, systemUrl } = await prepare();
    const me = `SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole AS powerful,
      ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid) AS groups
      FROM pg_roles r WHERE rolname = current_user`;
    expect(await database.query(me, appUrl)).toEqual([{ powerful: false, groups: ['airlock_app'] }]);
    expect(await database.query(me, systemUrl)).toEqual([{ powerful: false, groups: ['airlock_system'] }]);
  });

  it('takes back what a login was given besides', async () => {
    const login = userOf((await prepare()).appUrl);
    await database.query(
      `ALTER ROLE ${login} SUPERUSER BYPASSRLS NOLOGIN; GRANT airlock_system, pg_read_all_data TO ${login}`,
    );
    const { appUrl } = await prepare();
    expect(userOf(appUrl)).toBe(login);
    const me = `SELECT rolsuper OR rolbypassrls AS powerful, pg_has_role('airlock_system', 'MEMBER') OR
      pg_has_role('pg_read_all_data', 'MEMBER') AS more FROM pg_roles WHERE rolname = current_user`;
    expect(await database.query(me, appUrl)).toEqual([{ powerful: false, more: false }]);
  });

  it('creates the groups before the migrations, which grant to them', async () => {
    await mkdir(join(directory, '1_grant'));
    await writeFile(
      join(directory, '1_grant', 'migration.sql'),
      'CREATE TABLE one (id int); GRANT SELECT ON one TO airlock_app;',
    );
    const { appUrl, systemUrl } = await prepare();
    expect(await database.query('SELECT * FROM one', appUrl)).toEqual([]);
    await expect(database.query('SELECT * FROM one', systemUrl)).rejects.toMatchObject({ code: '42501' });
  });

  describe('two installations on one server', () => {
    let other: DatabaseOfOwner;
    beforeEach(async () => {
      other = await emptyDatabase(server.url);
    });
    afterEach(() => other.drop());

    it('start at once, have logins of their own, and cannot connect to each other’s database', async () => {
      const [here, there] = await Promise.all([prepare(), prepare(other.url)]);
      expect(await database.query('SELECT 1 AS one', here.appUrl)).toEqual([{ one: 1 }]);
      expect(await database.query('SELECT 1 AS one', there.systemUrl)).toEqual([{ one: 1 }]);
      for (const url of [here.appUrl, here.systemUrl]) {
        const abroad = new URL(url);
        abroad.pathname = new URL(other.url).pathname;
        await expect(database.query('SELECT 1', abroad.href)).rejects.toMatchObject({ code: '42501' });
      }
    });

    it('with owners of their own do not change each other’s logins', async () => {
      await withOwnerNamed('owner_here', async (owner) => {
        const here = await prepare(owner);
        const there = await prepare(other.url);
        expect(await prepare(owner)).toEqual(here);
        expect(await prepare(other.url)).toEqual(there);
      });
    });
  });

  describe('a new password of the owner', () => {
    it('gets logins of its own, while those of the earlier one work until their processes ended', async () => {
      await withOwnerNamed('rotated', async (before) => {
        const early = await prepare(before);
        const process = await connected(early.systemUrl);
        await database.query(`ALTER ROLE rotated PASSWORD 'another'`);
        await expect(prepare(before)).rejects.toThrow(
          /refuses the user "rotated" with the password in DATABASE_URL.*If it was changed, set the new one in DATABASE_URL/,
        );

        const late = await prepare(asUser('rotated', 'another'));
        expect(userOf(late.appUrl)).not.toBe(userOf(early.appUrl));
        expect(await prepare(asUser('rotated', 'another'))).toEqual(late);
        // Both work: connections that are open, and new ones.
        expect((await process.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
        for (const url of Object.values({ ...early }))
          expect(await database.query('SELECT 1 AS one', url)).toHaveLength(1);
        for (const url of Object.values({ ...late }))
          expect(await database.query('SELECT 1 AS one', url)).toHaveLength(1);

        await ended(process, userOf(early.systemUrl));
        await prepare(asUser('rotated', 'another'));
        expect(await logins()).toEqual([userOf(late.appUrl), userOf(late.systemUrl)]);
        await expect(database.query('SELECT 1', early.appUrl)).rejects.toMatchObject({ code: '28P01' });
      });
    });
  });

  it('leaves the logins of a version that logged in as the groups until its processes ended', async () => {
    await prepare();
    await database.query(
      `ALTER ROLE airlock_app LOGIN PASSWORD 'early'; ALTER ROLE airlock_system LOGIN PASSWORD 'early'`,
    );
    await database.query(`GRANT CONNECT ON DATABASE ${nameOf(database.url)} TO PUBLIC`);
    const early = asUser('airlock_app', 'early');
    const process = await connected(asUser('airlock_system', 'early'));
    const { appUrl } = await prepare();
    expect(await database.query('SELECT 1 AS one', early)).toEqual([{ one: 1 }]);
    expect(await database.query('SELECT 1 AS one', appUrl)).toEqual([{ one: 1 }]);

    await ended(process, 'airlock_system');
    await prepare();
    await expect(database.query('SELECT 1', early)).rejects.toMatchObject({ code: /^28/ });
    expect(await database.query('SELECT 1 AS one', appUrl)).toEqual([{ one: 1 }]);
    const isOpen = `SELECT has_database_privilege('public', current_database(), 'CONNECT') AS "isOpen"`;
    expect(await database.query(isOpen)).toEqual([{ isOpen: false }]);
  });

  it('gives a copy of a database logins of its own', async () => {
    const original = await prepare();
    const name = `${nameOf(database.url)}_copy`;
    await queryOnce(server.url, `CREATE DATABASE ${name} TEMPLATE ${nameOf(database.url)}`);
    const copy = databaseNamed(databaseUrl(server.url, name));
    try {
      const urls = await prepare(copy.url);
      expect(userOf(urls.appUrl)).not.toBe(userOf(original.appUrl));
      expect(await prepare()).toEqual(original);
      expect(await copy.query('SELECT 1 AS one', urls.systemUrl)).toEqual([{ one: 1 }]);
    } finally {
      await copy.drop();
    }
  });

  it('waits for a starting database, and says at once what for', async () => {
    const said: unknown[] = [];
    Logger.overrideLogger({ log: (text) => said.push(text), warn: () => undefined, error: () => undefined });
    const real = new URL(database.url);
    const port = await freePort();
    const late = new URL(database.url);
    late.port = String(port);
    const waiting = prepare(late.href);
    await until(() => said.length > 0);
    const proxy = createServer((socket) => socket.pipe(connect(Number(real.port), real.hostname)).pipe(socket));
    proxy.listen(port, '127.0.0.1');
    expect((await waiting).appUrl).toContain(`:${port}/`);
    Logger.overrideLogger(new ConsoleLogger());
    expect(said).toEqual([`Waiting up to 30 s for the database at ${late.host}: nothing accepts connections there.`]);
    proxy.close();
  });

  it('fails at once, without the password in the message, when the owner cannot log in', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'not-the-password';
    await expect(prepare(wrong.href)).rejects.toThrow(
      `The database at ${wrong.host} refuses the user "airlock" with the password in DATABASE_URL.`,
    );
  });
});
