import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { type OutsideStore, outsideStoreSettings, startOutsideStore } from '../support/outside-store.js';
import { type DatabaseOfOwner, emptyDatabase, queryOnce } from '../support/postgres.js';
import { refusal } from '../support/refused-start.js';
import { databaseUrl } from '../support/test-server.js';
import { confirm, create, download, put, settled, type TestFile } from '../support/walk.js';

const report = (text: string): TestFile => ({
  filename: 'report.pdf',
  contentType: 'application/pdf',
  bytes: pdf(text),
});
const errorLines = (output: string[]) => output.filter((line) => /error|exception|unhandled|\bat \S+:\d+/i.test(line));

/** Two databases of one server, each with an owner of its own, as two teams would have them. */
describe('two installations on one PostgreSQL server, one of which gets a new password', () => {
  const names = ['first', 'second'] as const;
  let databases: DatabaseOfOwner[];
  let store: OutsideStore;
  let running: Airlock[];
  const urlOf = (n: number, password: string) => {
    const url = new URL(databases[n]!.url);
    [url.username, url.password] = [`owner_${url.pathname.slice(1)}`, password];
    return url.href;
  };
  const env = (n: number, password: string, role = 'api') => ({
    ...outsideStoreSettings(store),
    AIRLOCK_SECRET: `the secret of the ${names[n]} installation, long enough`,
    AIRLOCK_ROLE: role,
    DATABASE_URL: urlOf(n, password),
  });

  beforeAll(async () => {
    store = await startOutsideStore();
    databases = await Promise.all(names.map(() => emptyDatabase()));
    for (const database of databases) {
      const name = new URL(database.url).pathname.slice(1);
      await database.query(`CREATE ROLE owner_${name} LOGIN CREATEROLE PASSWORD 'before'`);
      await database.query(`GRANT airlock_app, airlock_system TO owner_${name} WITH ADMIN OPTION`);
      await database.query(`ALTER DATABASE ${name} OWNER TO owner_${name}`);
    }
    running = await Promise.all(names.map((_, n) => Airlock.start({ env: env(n, 'before') })));
  });
  afterAll(async () => {
    await Promise.all(running.map((airlock) => airlock.dispose()));
    for (const { url, drop } of databases) {
      const name = new URL(url).pathname.slice(1);
      await drop();
      await queryOnce(databaseUrl(url, 'postgres'), `DROP ROLE owner_${name}`);
    }
    await store.stop();
  });

  it('both serve, and go on while processes with the earlier and the new password work side by side', async () => {
    const [first, second] = running.map(({ url }) => new Api(url));
    const file = report('Announced with the earlier password');
    const created = await create(first!, file);
    await put(created, file.bytes);
    const elsewhere = await create(second!, file);

    const owner = new URL(urlOf(0, '')).username;
    await databases[0]!.query(`ALTER ROLE ${owner} PASSWORD 'after'`);
    const worker = await Airlock.start({ env: env(0, 'after', 'worker') });
    running.push(worker);
    expect(worker.output.join('\n')).toContain('The credentials of DATABASE_URL are new to this database');
    expect(worker.output.join('\n')).toContain('Processes with earlier credentials of DATABASE_URL are connected');
    // The api of the earlier password announces and confirms, the worker of the new one admits.
    expect((await confirm(first!, created.upload_id)).status).toBe(202);
    expect((await settled(first!, created.upload_id)).status).toBe('COMPLETED');
    expect((await second!.get(`/v1/uploads/${elsewhere.upload_id}`)).status).toBe(200);
    const said = await refusal(env(0, 'before'));
    expect(said).toContain(`refuses the user "${owner}" with the password in DATABASE_URL`);

    expect(await running[0]!.stop()).toBe(0);
    running[0] = await Airlock.start({ env: env(0, 'after') });
    expect((await download(new Api(running[0].url), created.upload_id)).bytes.equals(file.bytes)).toBe(true);
    expect((await second!.get(`/v1/uploads/${elsewhere.upload_id}`)).status).toBe(200);
    for (const airlock of running) expect(errorLines(airlock.output)).toEqual([]);
  });
});
