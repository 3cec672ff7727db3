import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { makeTemplate } from '../../src/boot/cluster-template/make-template.js';
import { templateFolder } from '../../src/boot/cluster-template/template-folder.js';
import { isRunning } from '../../src/platform/embedded/postgres/postmaster.js';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/platform/embedded/postgres/start-embedded-postgres.js';
import { queryOnce } from '../support/postgres.js';

const NOBODY = { uid: 65534, gid: 65534 };
// Running the server as another user, and as an ordinary user, needs root.
const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

describe('the embedded PostgreSQL', () => {
  let dataDir: string;
  const servers: EmbeddedPostgres[] = [];
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'airlock-embedded-'));
    await chmod(dataDir, 0o755);
  });

  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child);
    // A server that a killed child left running is adopted and stopped.
    if (await postmasterPid().catch(() => 0)) await start().catch(() => undefined);
    for (const server of servers.splice(0)) await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(template?: string): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ dataDir, ...(template ? { template: async () => template } : {}) });
    servers.push(server);
    return server;
  }

  /** Another Airlock process on the same folder; returns its URL or its error message. */
  async function startElsewhere(options: { uid?: number; gid?: number } = {}, ...template: string[]) {
    const program = join(process.cwd(), 'dist', 'test', 'support', 'embedded-postgres-process.js');
    const child = fork(program, [dataDir, ...template], { ...options, execArgv: [] });
    children.push(child);
    const [answer] = (await once(child, 'message')) as [{ url: string; error?: string }];
    return { child, ...answer };
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async function postmasterPid(): Promise<number> {
    return Number((await readFile(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  }

  it('starts in an empty folder, durable, reachable from this machine only', async () => {
    const { url } = await start();
    const [settings] = await queryOnce(
      url,
      `SELECT current_database() AS database, current_setting('listen_addresses') AS addresses,
              current_setting('unix_socket_directories') AS sockets, current_setting('fsync') AS fsync,
              current_setting('synchronous_commit') AS commits, current_setting('server_encoding') AS encoding,
              lower('ÄŁÓ') AS lower, to_tsvector('simple', 'ŻÓŁW')::text AS words`,
    );
    expect(settings).toEqual({
      database: 'airlock',
      addresses: '127.0.0.1',
      sockets: '',
      fsync: 'on',
      commits: 'on',
      encoding: 'UTF8',
      lower: 'äłó',
      words: "'żółw':1",
    });
  });

  it('requires the generated password, which only its owner can read', async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(queryOnce(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(dataDir, 'postgres', 'password'))).mode & 0o777).toBe(0o600);
  });

  it('keeps data, password and port across a restart', async () => {
    const first = await start();
    await queryOnce(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await queryOnce(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('ends the server when stopped, however often', async () => {
    const server = await start();
    const pid = await postmasterPid();
    await Promise.all([server.stop(), server.stop()]);
    expect(await isRunning(pid)).toBe(false);
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  it('adopts the server that a killed Airlock left running', async () => {
    const first = await startElsewhere();
    await queryOnce(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = await postmasterPid();
    await kill(first.child);
    const second = await start();
    expect(await postmasterPid()).toBe(pid);
    expect(await queryOnce(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();
    expect(await isRunning(pid)).toBe(false);
  });

  it('recovers when the server was killed too, with an active connection', async () => {
    const first = await startElsewhere();
    await queryOnce(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const busy = new pg.Client(first.url);
    busy.on('error', () => undefined);
    await busy.connect();
    const cut = expect(busy.query('SELECT pg_sleep(2)')).rejects.toThrow();
    await kill(first.child);
    process.kill(await postmasterPid(), 'SIGKILL');
    const second = await start();
    expect(await queryOnce(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await cut;
  });

  it('refuses a folder that a running Airlock uses, without affecting that one', async () => {
    const first = await startElsewhere();
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
      `Another Airlock (process ${first.child.pid}) is using ${dataDir}. Stop it, or give this one another DATA_DIR.`,
    );
    expect(await queryOnce(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('starts only one of two processes at the same moment', async () => {
    const answers = await Promise.all([startElsewhere(), startElsewhere()]);
    expect(answers.filter((answer) => answer.url)).toHaveLength(1);
    expect(answers.find((answer) => answer.error)?.error).toContain('Another Airlock');
  });

  it('takes over a lock and a postmaster.pid whose process ids were reused', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'airlock.pid'), JSON.stringify({ pid: process.pid, start: 'another boot:1' }));
    const stale = `${process.pid}\n${join(dataDir, 'postgres', 'data')}\n1\n1\n\n127.0.0.1\n\nready\n`;
    await writeFile(join(dataDir, 'postgres', 'data', 'postmaster.pid'), stale, { mode: 0o644 });
    const { url } = await start();
    expect(await queryOnce(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('repeats an interrupted initdb', async () => {
    const unfinished = join(dataDir, 'postgres', 'data.unfinished-1');
    await mkdir(unfinished, { recursive: true });
    await writeFile(join(unfinished, 'PG_VERSION'), '18\n');
    await chmod(join(dataDir, 'postgres'), 0o711);
    const { url } = await start();
    expect(await queryOnce(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(join(dataDir, 'postgres'))).sort()).toEqual(['data', 'password', 'port', 'postgres.log']);
  });

  it('never initialises over unknown files', async () => {
    const data = join(dataDir, 'postgres', 'data');
    await mkdir(data, { recursive: true });
    await chmod(join(dataDir, 'postgres'), 0o711);
    await writeFile(join(data, 'precious'), 'x');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow('Restore it from a backup');
    expect(await readdir(data)).toEqual(['precious']);
  });

  it('reports at once why the server cannot start', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'postgres', 'data', 'postgresql.auto.conf'), 'work_mem = much\n');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow('invalid value for parameter "work_mem"');
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  describe('with the template that the build makes', () => {
    let template: string;

    beforeAll(async () => {
      await makeTemplate();
      template = await templateFolder();
    });

    it('begins with a migrated database, an identity and a password of its own', async () => {
      const identity = async ({ url }: EmbeddedPostgres) =>
        queryOnce(
          url,
          'SELECT system_identifier, (SELECT count(*)::int FROM _prisma_migrations) FROM pg_control_system()',
        );
      const first = await start(template);
      const [one] = await identity(first);
      expect(one).toMatchObject({
        count: (await readdir('prisma/migrations', { withFileTypes: true })).filter((entry) => entry.isDirectory())
          .length,
      });
      await expect(queryOnce(first.url.replace(/:[^:@]+@/, ':@'), 'SELECT 1')).rejects.toThrow();
      await first.stop();
      await rm(join(dataDir, 'postgres'), { recursive: true });
      const second = await start(template);
      expect(new URL(second.url).password).not.toBe(new URL(first.url).password);
      expect((await identity(second))[0]).not.toEqual(one);
      expect((await stat(join(dataDir, 'postgres', 'data'))).mode & 0o777).toBe(0o700);
    });

    it('gives no role of the template a password, and leaves none in its files', async () => {
      const { url } = await start(template);
      const roles = await queryOnce(url, 'SELECT rolname FROM pg_authid WHERE rolpassword IS NOT NULL');
      expect(roles).toEqual([{ rolname: 'airlock' }]);
      const files = await readdir(template, { recursive: true, withFileTypes: true });
      for (const file of files.filter((entry) => entry.isFile()))
        expect((await readFile(join(file.parentPath, file.name))).includes('SCRAM-SHA-256$')).toBe(false);
    });

    it.each(['missing', 'damaged', 'unreadable by PostgreSQL'])(
      'makes a cluster by initdb when it is %s',
      async (state) => {
        const broken = join(dataDir, 'template');
        if (state !== 'missing') await cp(template, broken, { recursive: true });
        if (state === 'damaged') await truncate(join(broken, 'global', 'pg_control'), 100);
        if (state === 'unreadable by PostgreSQL') await rm(join(broken, 'base'), { recursive: true });
        const { url } = await start(broken);
        expect(await queryOnce(url, "SELECT to_regclass('_prisma_migrations') AS migrations")).toEqual([
          { migrations: null },
        ]);
        expect((await readdir(join(dataDir, 'postgres'))).sort()).toEqual(['data', 'password', 'port', 'postgres.log']);
      },
    );

    asRoot('started by an ordinary user', () => {
      it('reads the template that root made', async () => {
        const readable = join(dataDir, 'template');
        await cp(template, readable, { recursive: true });
        await chown(dataDir, NOBODY.uid, NOBODY.gid);
        const { url } = await startElsewhere(NOBODY, readable);
        expect(await queryOnce(url, "SELECT to_regclass('uploads')::text AS uploads")).toEqual([
          { uploads: 'uploads' },
        ]);
        expect((await stat(join(dataDir, 'postgres', 'data', 'base'))).uid).toBe(NOBODY.uid);
      });
    });
  });

  asRoot('started by', () => {
    it('an ordinary user, runs as that user', async () => {
      await chown(dataDir, NOBODY.uid, NOBODY.gid);
      const { url, error } = await startElsewhere(NOBODY);
      expect(error).toBeUndefined();
      expect(await queryOnce(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect((await stat(join(dataDir, 'postgres', 'data'))).uid).toBe(NOBODY.uid);
    });

    it('root, where PostgreSQL cannot enter, keeps the data elsewhere, linked from DATA_DIR', async () => {
      await chmod(dataDir, 0o700);
      const first = await start();
      const elsewhere = await readlink(join(dataDir, 'postgres'));
      try {
        await queryOnce(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
        await first.stop();
        expect(elsewhere).toMatch(/^\/var\/lib\/airlock\/postgres-/);
        expect(await queryOnce((await start()).url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
        await servers.at(-1)?.stop();
      } finally {
        await rm(elsewhere, { recursive: true, force: true });
      }
    });
  });
});
