import { once } from 'node:events';
import { chmod, lstat, readdir, readFile, stat } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, http } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { refusal } from '../support/refused-start.js';
import { type ExternalParts, startExternalParts } from '../support/resilience/external-parts.js';
import { CHECK_TOMORROW } from '../support/resilience/stored-state.js';
import { until } from '../support/resilience/until.js';
import { confirm, create, download, put, settled, type TestFile, upload } from '../support/walk.js';

const report = (text: string): TestFile => ({
  filename: 'report.pdf',
  contentType: 'application/pdf',
  bytes: pdf(text),
});

/** Entries below a folder that other users of the machine may read or write; links are not followed. */
async function openToOthers(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const modes = await Promise.all(
    names.map(async (name) => ({ name, found: await lstat(join(folder, name)).catch(() => undefined) })),
  );
  return modes
    .filter(({ found }) => found && !found.isSymbolicLink() && (found.mode & 0o066) !== 0)
    .map(({ name }) => name);
}

const errorLines = (output: string[]) => output.filter((line) => /error|exception|unhandled|\bat \S+:\d+/i.test(line));

describe('a server with everything embedded', () => {
  let airlock: Airlock;
  const file = report('Here before and after');

  beforeAll(async () => {
    airlock = await Airlock.start({ ownDatabaseServer: true });
  });
  afterAll(() => airlock.dispose());

  it('prints the duration of its start, and its URL last', () => {
    const [before, last] = airlock.output.slice(-2);
    expect(before).toMatch(/^Started in \d+\.\d s$/);
    expect(last).toMatch(/^Airlock ready on http:\/\/localhost:\d+$/);
  });

  it('refuses a second server on its data, naming the first', async () => {
    const said = await refusal({}, airlock.dataDir);
    expect(said).toMatch(/^Airlock ended with 1:/);
    expect(said).toContain(`Another Airlock (process ${airlock.pid}) is using ${airlock.dataDir}`);
  });

  it.each(['SIGTERM', 'kill -9'])(
    'after %s serves the same keys and files, and the URLs that it gave out',
    async (how) => {
      const { upload_id: id } = await upload(new Api(airlock.url), file);
      const announced = await create(new Api(airlock.url), report(`Announced before ${how}`));
      const link = (await new Api(airlock.url).get(`/v1/files/${id}/download-url`)).body;
      if (how === 'kill -9') await airlock.kill();
      else expect(await airlock.stop()).toBe(0);
      expect(errorLines(airlock.output)).toEqual([]);

      airlock = await Airlock.start({ dataDir: airlock.dataDir });
      const api = new Api(airlock.url);
      expect((await download(api, id)).bytes.equals(file.bytes)).toBe(true);
      expect((await http(link.url ?? link.download_url)).status).toBe(200);
      expect((await put(announced, pdf(`Announced before ${how}`))).status).toBe(200);
      await confirm(api, announced.upload_id);
      expect((await settled(api, announced.upload_id)).status).toBe('COMPLETED');
    },
  );

  it('keeps its data private, and restricts a folder that was open', async () => {
    expect(await openToOthers(airlock.dataDir)).toEqual([]);
    await airlock.stop();
    for (const [name, mode] of [
      ['.', 0o755],
      ['store', 0o755],
      ['secret', 0o644],
    ] as const)
      await chmod(join(airlock.dataDir, name), mode);
    expect(await openToOthers(airlock.dataDir)).toEqual(expect.arrayContaining(['store', 'secret']));
    airlock = await Airlock.start({ dataDir: airlock.dataDir });
    expect(await openToOthers(airlock.dataDir)).toEqual([]);
    const { mode } = await stat(airlock.dataDir);
    // Root's PostgreSQL runs as another user, who may pass through and read nothing.
    expect(mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
  });

  const killDatabase = async () => {
    const pidFile = join(airlock.dataDir, 'postgres', 'data', 'postmaster.pid');
    const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
    // 0 would be the process group of this test.
    if (pid > 1) process.kill(pid, 'SIGKILL');
  };
  const serves = async () => (await new Api(airlock.url).get('/v1/usage')).status === 200;

  it('restarts its database when it is killed, and serves the same files', async () => {
    const { upload_id: id } = await upload(new Api(airlock.url), file);
    await killDatabase();
    await until(async () => !(await serves()));
    await until(serves);
    expect((await download(new Api(airlock.url), id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('exits with the reason when its database is killed repeatedly', async () => {
    let hasEnded = false;
    const ended = airlock.ended().finally(() => (hasEnded = true));
    while (!hasEnded) {
      await killDatabase().catch(() => undefined);
      await Promise.race([ended, pause(100)]);
    }
    expect(await ended).toBe(1);
    expect(airlock.output.join('\n')).toMatch(/The embedded PostgreSQL ended for the 4th time within 10 minutes/);
  });
});

describe('a start that must fail', () => {
  let taken: Server;

  beforeAll(async () => {
    taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
  });
  afterAll(() => void taken.close());

  it('names every invalid setting at once', async () => {
    const said = await refusal({ PORT: 'many', SCAN_CONCURRENCY: '0', JWT_SECRET: 'short', DATABASE_URL: 'mysql://x' });
    expect(said).toMatch(/^Airlock ended with 1:/);
    for (const name of ['PORT', 'SCAN_CONCURRENCY', 'JWT_SECRET', 'JWT_ISSUER', 'DATABASE_URL'])
      expect(said).toContain(`- ${name} `);
    expect(said).not.toContain('short');
  });

  it('says why in one event where JSON is demanded', async () => {
    const said = await refusal({ PORT: 'many', LOG_FORMAT: 'json' });
    const [, line] = said.split('\n');
    expect(JSON.parse(line!)).toMatchObject({ level: 'fatal', msg: expect.stringContaining('- PORT ') });
  });

  it('names the port that is in use and what to do', async () => {
    const said = await refusal({ PORT: String((taken.address() as AddressInfo).port) });
    expect(said).toMatch(/^Airlock ended with 1:/);
    expect(said).toContain('set PORT to another port');
    expect(said).not.toMatch(/\n {4}at /);
  });

  it('names a DATA_DIR that is no folder', async () => {
    const said = await refusal({ DATA_DIR: join('package.json', 'data') });
    expect(said).toMatch(
      /DATA_DIR package\.json\/data cannot be used: a file is where a folder has to be \(ENOTDIR\)\. Correct DATA_DIR\./,
    );
    expect(said).not.toMatch(/\n {4}at /);
  });

  const apart = {
    AIRLOCK_SECRET: 'a secret that is long enough for a process',
    S3_ENDPOINT: 'http://127.0.0.1:9',
    AWS_STORAGE_BUCKET_NAME: 'files',
  };

  it('of a worker names the scanner that is missing, unless the built-in one is meant', async () => {
    const said = await refusal({ ...apart, AIRLOCK_ROLE: 'worker', SCANNER: '' });
    expect(said).toMatch(/- CLAMD_URL must be set for a worker: .* SCANNER=builtin says that these are enough/);
  });

  it('of an api names the key that is missing: a generated one would be in its log', async () => {
    const said = await refusal({ ...apart, AIRLOCK_ROLE: 'api', BOOTSTRAP_API_KEY: '' });
    expect(said).toMatch(/This database has no organization yet, .* Set BOOTSTRAP_API_KEY to sk_/);
    expect(said).not.toMatch(/sk_[A-Za-z0-9_-]{32}/);
  });
});

describe('API and worker as two processes', () => {
  let parts: ExternalParts;
  let api: Airlock;
  let worker: Airlock;
  const startWorker = () => Airlock.start({ env: { ...parts.env, AIRLOCK_ROLE: 'worker', SCAN_LEASE_SECONDS: '60' } });
  const client = () => new Api(api.url);

  beforeAll(async () => {
    parts = await startExternalParts();
    api = await Airlock.start({ env: { ...parts.env, AIRLOCK_ROLE: 'api' } });
  });
  afterAll(async () => {
    await Promise.all([api.dispose(), worker.dispose()]);
    await parts.stop();
  });

  async function sent(file: TestFile): Promise<string> {
    const created = await create(client(), file);
    await put(created, file.bytes);
    return created.upload_id;
  }

  it('a confirmed file waits until a worker starts', async () => {
    const file = report('Confirmed before there was a worker');
    const id = await sent(file);
    expect((await confirm(client(), id)).body.status).toBe('PROCESSING');
    expect((await client().get(`/v1/uploads/${id}/timeline`)).body).toMatchObject({ waiting_for: 'scanner' });
    worker = await startWorker();
    expect((await settled(client(), id)).status).toBe('COMPLETED');
    expect((await download(client(), id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('an unconfirmed file is found, though this store sends no events', async () => {
    const id = await sent(report('Never confirmed'));
    expect((await settled(client(), id)).status).toBe('COMPLETED');
    const { body } = await client().get(`/v1/uploads/${id}/timeline`);
    expect(body.items[1]).toMatchObject({ event: 'confirmed', actor: 'reconciler' });
  });

  it('a process with another secret is refused, until the change is accepted', async () => {
    const other = {
      ...parts.env,
      AIRLOCK_ROLE: 'worker',
      AIRLOCK_SECRET: 'another secret, as after a typo or a lost file',
    };
    const said = await refusal(other);
    expect(said).toContain('AIRLOCK_SECRET is not the one that this database is used with');
    expect(said).toContain('webhooks are signed by other secrets');
    expect(said).not.toContain(other.AIRLOCK_SECRET);
    const [, AIRLOCK_SECRET_ACCEPTED] = /set AIRLOCK_SECRET_ACCEPTED=([0-9a-f]{12}) /.exec(said)!;
    expect(await refusal({ ...other, AIRLOCK_SECRET_ACCEPTED: '0'.repeat(12) })).toContain(
      'AIRLOCK_SECRET is not the one',
    );
    const accepting = await Airlock.start({ env: { ...other, AIRLOCK_SECRET_ACCEPTED: AIRLOCK_SECRET_ACCEPTED! } });
    expect(accepting.output.filter((line) => line.includes('AIRLOCK_SECRET was changed'))).toHaveLength(1);
    await accepting.dispose();
    // The processes of the other tests have the first one.
    await parts.database.query('DELETE FROM secret_check');
  });

  it('a worker that stops in the middle of a scan returns the file at once, and the next one admits it', async () => {
    await parts.database.query(CHECK_TOMORROW);
    const id = await sent(report('Half-way scanned'));
    parts.storeLine.set('silent');
    await parts.database.query(`UPDATE uploads SET status = 'SCANNING', confirmed_at = now() WHERE id = '${id}'`);
    const lease = () =>
      parts.database.query(`SELECT lease_token, lease_until > now() AS held FROM uploads WHERE id = '${id}'`);
    // A pause between two attempts has no token.
    const isScanned = async () =>
      (await lease()).some(({ lease_token: token, held }) => token !== null && held === true);
    await until(isScanned);
    expect(await worker.stop()).toBe(0);
    expect(errorLines(worker.output)).toEqual([]);
    expect(await lease()).toEqual([{ lease_token: null, held: false }]);
    parts.storeLine.set('open');
    worker = await startWorker();
    expect((await settled(client(), id)).status).toBe('COMPLETED');
  });
});
