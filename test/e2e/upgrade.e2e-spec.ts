import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { type OutsideStore, outsideStoreSettings, startOutsideStore } from '../support/outside-store.js';
import { type DatabaseOfOwner, emptyDatabase } from '../support/postgres.js';
import { SHARED_SECRET } from '../support/split-airlock.js';
import { download, upload } from '../support/walk.js';

const before = process.env.AIRLOCK_VERSION_BEFORE;
const title = `the version before beside this one${before ? '' : ' (skipped: npm run test:upgrade builds it)'}`;
const file = (text: string) => ({ filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf(text) });

(before ? describe : describe.skip)(title, () => {
  let database: DatabaseOfOwner;
  let store: OutsideStore;
  const running: Airlock[] = [];
  let oldApi: Api;
  let oldWorker: Airlock;
  let newApi: Api;

  const start = async (role: string, program?: string) => {
    const env = {
      ...outsideStoreSettings(store),
      DATABASE_URL: database.url,
      AIRLOCK_SECRET: SHARED_SECRET,
      AIRLOCK_ROLE: role,
      SCANNER: 'builtin',
    };
    // A setting of this version may be unknown to the one before.
    if (program) delete (env as Partial<typeof env>).SCANNER;
    const airlock = await Airlock.start({ env, program });
    running.push(airlock);
    return airlock;
  };

  beforeAll(async () => {
    database = await emptyDatabase();
    store = await startOutsideStore();
    const program = join(before!, 'dist/server/main.js');
    oldApi = new Api((await start('api', program)).url);
    oldWorker = await start('worker', program);
  });
  afterAll(async () => {
    for (const airlock of running) await airlock.dispose();
    await store?.stop();
    await database?.drop();
  });

  const works = async (api: Api, text: string) => {
    const made = await upload(api, file(text));
    expect(made).toMatchObject({ status: 'COMPLETED' });
    expect((await download(api, made.upload_id)).bytes.equals(file(text).bytes)).toBe(true);
    return made.upload_id as string;
  };

  it('goes on working while this one migrates and starts', async () => {
    const started = { yet: false };
    const starting = start('api').finally(() => (started.yet = true));
    for (let count = 0; !started.yet || count < 3; count += 1) await works(oldApi, `during the start ${count}`);
    newApi = new Api((await starting).url);
  });

  it('scans what this one takes, and shows it', async () => {
    const id = await works(newApi, 'taken by this one, scanned by the one before');
    expect((await oldApi.get(`/v1/uploads/${id}`)).body.status).toBe('COMPLETED');
  });

  it('has its uploads scanned by this one, once its own workers have ended', async () => {
    expect(await oldWorker.stop()).toBe(0);
    await start('worker');
    const id = await works(oldApi, 'taken by the one before, scanned by this one');
    expect((await newApi.get(`/v1/uploads/${id}`)).body.status).toBe('COMPLETED');
  });

  it('changes and deletes as before', async () => {
    const id = await works(oldApi, 'deleted');
    expect((await oldApi.delete(`/v1/uploads/${id}`)).status).toBe(204);
    expect((await newApi.get(`/v1/uploads/${id}`)).status).toBe(404);
    expect((await oldApi.post('/v1/buckets', { bucket_name: 'during-update' })).status).toBe(201);
    expect((await oldApi.post('/v1/api-keys', { name: 'during', scopes: ['uploads:read'] })).status).toBe(201);
  });
});
