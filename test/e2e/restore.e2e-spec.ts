import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock, COMPILE_CACHE, ROOT_KEY } from '../support/airlock.js';
import { Api, http, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { databaseBackup, lentDatabase, lentDataDir, restoreDatabase } from '../support/lent-database.js';
import { realStoreSettings } from '../support/real-store.js';
import { until } from '../support/resilience/until.js';
import { StoreAccess } from '../support/store-access.js';
import { confirm, create, download, put, settled, upload } from '../support/walk.js';

const file = (text: string) => ({ filename: `${text}.pdf`, contentType: 'application/pdf', bytes: pdf(text) });

/** As `npm run audit:store -- --json` prints it, and how it ended. */
async function audit(dataDir: string, ...args: string[]): Promise<{ code: number; found: Json[]; summary: Json }> {
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    DATA_DIR: dataDir,
    ...(await lentDatabase(dataDir)),
    ...(await realStoreSettings(dataDir)),
  };
  const command = ['dist/src/audit-store.js', '--json', '--older-than-hours', '0', ...args];
  const { code, out } = await new Promise<{ code: number; out: string }>((resolve) => {
    execFile(process.execPath, command, { env }, (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), out: stdout }),
    );
  });
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);
  return { code, found: lines.slice(0, -1), summary: lines.at(-1)!.summary as Json };
}

describe('an older database beside a newer bucket', () => {
  let dataDir: string;
  let airlock: Airlock;
  let api: Api;
  let store: StoreAccess;
  const ids: Record<string, string> = {};
  const keys: Record<string, string> = {};

  const start = async () => {
    airlock = await Airlock.start({ dataDir });
    api = new Api(airlock.url, ROOT_KEY);
    store?.close();
    store = await StoreAccess.of(dataDir);
  };
  const keyOfFile = async (id: string) => (await api.get(`/v1/uploads/${id}`)).body.s3_key as string;

  beforeAll(async () => {
    dataDir = await lentDataDir();
    await start();
    for (const name of ['kept', 'deleted later']) {
      const { upload_id: id } = await upload(api, file(name));
      ids[name] = id;
      keys[name] = await keyOfFile(id);
    }
    const sentLater = await create(api, file('sent later'));
    ids['sent later'] = sentLater.upload_id;
    await airlock.stop();
    const backup = await databaseBackup(dataDir);

    await start();
    await api.delete(`/v1/uploads/${ids['deleted later']}`);
    await put(sentLater, file('sent later').bytes);
    await confirm(api, ids['sent later']!);
    await settled(api, ids['sent later']!);
    keys['sent later'] = await keyOfFile(ids['sent later']!);
    const { upload_id: created } = await upload(api, file('created later'));
    ids['created later'] = created;
    keys['created later'] = await keyOfFile(created);
    await until(async () => !(await store.holds(keys['deleted later']!)));
    await airlock.stop();
    await restoreDatabase(dataDir, backup);
  });
  afterAll(async () => {
    store.close();
    await airlock.dispose();
  });

  it('are told apart by npm run audit:store, which changes nothing', async () => {
    const { code, found, summary } = await audit(dataDir);
    expect(code).toBe(1);
    expect(found).toEqual(
      expect.arrayContaining([
        { state: 'missing', key: keys['deleted later'], use: 'file', uploads: [ids['deleted later']] },
        expect.objectContaining({ state: 'unrecorded', key: keys['created later'] }),
        expect.objectContaining({ state: 'unrecorded', key: keys['sent later'] }),
      ]),
    );
    expect(summary).toMatchObject({ present: expect.any(Number), missing: 1, discarded: 0 });
    expect((await audit(dataDir)).found).toEqual(found);
  });

  it('serve what both have, and take new files', async () => {
    await start();
    expect((await download(api, ids.kept!)).bytes.equals(file('kept').bytes)).toBe(true);
    expect(await upload(api, file('after the restore'))).toMatchObject({ status: 'COMPLETED' });
  });

  it('answer 404 of the store for bytes that were deleted, and 404 of the service for records that are gone', async () => {
    const { status, body } = await api.get(`/v1/uploads/${ids['deleted later']}`);
    expect([status, body.status]).toEqual([200, 'COMPLETED']);
    expect((await download(api, ids['deleted later']!)).status).toBe(404);
    expect((await api.get(`/v1/uploads/${ids['created later']}`)).status).toBe(404);
  });

  it('let an upload that ended meanwhile be sent again', async () => {
    const id = ids['sent later']!;
    expect((await api.get(`/v1/uploads/${id}`)).body.status).toBe('PENDING');
    expect((await confirm(api, id)).body.code).toBe('UPLOAD_NOT_UPLOADED');
    const signed = (await api.post(`/v1/uploads/${id}/sign`, {})).body;
    await http(signed.presigned_url, { method: 'PUT', body: file('sent later').bytes, headers: signed.headers });
    await confirm(api, id);
    expect(await settled(api, id)).toMatchObject({ status: 'COMPLETED' });
    expect((await download(api, id)).bytes.equals(file('sent later').bytes)).toBe(true);
  });

  it('agree once what is unrecorded was discarded and what is missing was deleted', async () => {
    await api.delete(`/v1/uploads/${ids['deleted later']}`);
    await airlock.stop();
    const { found, summary } = await audit(dataDir, '--discard-unrecorded');
    expect(found.map(({ key }) => key)).toContain(keys['created later']);
    expect(summary.discarded).toBe(found.length);
    await start();
    await until(async () => !(await store.holds(keys['created later']!)));
    await airlock.stop();
    expect(await audit(dataDir)).toMatchObject({ code: 0, found: [] });
    await start();
    expect((await download(api, ids.kept!)).bytes.equals(file('kept').bytes)).toBe(true);
    expect((await download(api, ids['sent later']!)).bytes.equals(file('sent later').bytes)).toBe(true);
  });
});

describe('npm run audit:store', () => {
  const run = (...args: string[]) =>
    new Promise<{ code: number; all: string }>((resolve) => {
      const env = { PATH: process.env.PATH };
      execFile(process.execPath, ['dist/src/audit-store.js', ...args], { env }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), all: out + err }),
      );
    });

  it('explains itself, and what is wrong with its options, without a look at anything', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, all: expect.stringContaining('--discard-unrecorded') });
    expect(await run('--older-than-hours', 'a day')).toMatchObject({
      code: 2,
      all: expect.stringContaining('--older-than-hours must be a number of hours'),
    });
    expect(await run('--delete')).toMatchObject({ code: 2, all: expect.stringContaining("Unknown option '--delete'") });
  });
});
