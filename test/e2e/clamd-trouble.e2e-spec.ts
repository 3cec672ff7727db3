import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { TestClamd, whyNoClamd } from '../support/clamd.js';
import { eicar, noise } from '../support/fixtures.js';
import { ClamdProxy, faults, poison } from '../support/resilience/clamd-proxy.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { until } from '../support/resilience/until.js';
import { StubClamd } from '../support/stub-clamd.js';
import { confirm, create, put, settled, type TestFile, upload } from '../support/walk.js';

const missing = await whyNoClamd();
/** Files up to 256 KiB share connections to clamd, a larger one has a connection of its own. */
const [SHARED, OWN] = [200_000, 300_000];
const clean = (seed: string, size = OWN): TestFile => ({
  filename: 'a.bin',
  contentType: 'application/octet-stream',
  bytes: noise(size, seed),
});

/** The clamd behind the proxy: a real one where it can be installed, or a double that calls everything clean. */
const behind = () => (missing ? StubClamd.start() : TestClamd.start());

describe(`a faulty clamd${missing ? `, a double in its place: ${missing}` : ''}`, () => {
  let clamd: TestClamd | StubClamd;
  let proxy: ClamdProxy;
  let airlock: Airlock;
  let api: Api;
  beforeAll(async () => {
    clamd = await behind();
    proxy = await ClamdProxy.of(clamd.url);
    const limits = { CLAMD_IDLE_SECONDS: '1', CLAMD_SCAN_SECONDS: '1', CLAMD_MAX_SCAN_BYTES: '1048576' };
    airlock = await Airlock.start({ env: { CLAMD_URL: proxy.url, ...limits } });
    api = new Api(airlock.url);
  });
  afterAll(async () => {
    await airlock.dispose();
    await proxy.close();
    await clamd.dispose();
  });

  const stored = () => new StoredState(airlock.dataDir);

  async function expectWaiting(id: string): Promise<void> {
    expect((await api.get(`/v1/uploads/${id}`)).body).toMatchObject({ status: 'PROCESSING' });
    for (const route of ['content', 'download-url'])
      expect(await api.get(`/v1/uploads/${id}/${route}`)).toMatchObject({
        status: 409,
        body: { code: 'INVALID_STATE' },
      });
  }

  describe('while its streams fail', () => {
    const expedite = `UPDATE uploads SET lease_until = now() WHERE lease_token IS NULL AND lease_until > now()`;
    let expediting: NodeJS.Timeout;
    beforeAll(() => {
      // The pauses between attempts are not what is tested here; the worker still claims each attempt itself.
      expediting = setInterval(
        () =>
          void stored()
            .query(expedite)
            .catch(() => undefined),
        200,
      );
    });
    afterAll(() => clearInterval(expediting));

    const cases = Object.entries(faults).flatMap(([name, fault]) =>
      [OWN, SHARED].map((size) => [name, size, fault] as const),
    );
    it.each(cases)(
      'and it %s: a file of %d bytes is never admitted, scanned again, and available once the fault is gone',
      async (name, size, fault) => {
        const file = clean(name, size);
        const created = await create(api, file);
        await put(created, file.bytes);
        proxy.begin(fault);
        await confirm(api, created.upload_id);
        // A second scan means that the outcome of the first counted for nothing.
        await until(async () => proxy.faulted > 1);
        await expectWaiting(created.upload_id);
        proxy.end();
        expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED' });
      },
    );

    it('no malware is admitted', async () => {
      const bytes = Buffer.concat([noise(OWN), eicar()]);
      const file: TestFile = { filename: 'b.bin', contentType: 'application/octet-stream', bytes };
      const created = await create(api, file);
      await put(created, bytes);
      proxy.begin(faults['answers half of it']!);
      await confirm(api, created.upload_id);
      await until(async () => proxy.faulted > 1);
      await expectWaiting(created.upload_id);
      if (missing)
        (clamd as StubClamd).behaviour = (socket, { isEnded }) => void (isEnded && socket.end('stream: Eicar FOUND\0'));
      proxy.end();
      const ended: Json = await settled(api, created.upload_id);
      expect(ended).toMatchObject({ status: 'FAILED', status_reason: expect.stringMatching(/^infected:./) });
    });
  });

  it.each(Object.entries(poison))(
    'one file that %s every time: all others are admitted, and that one is retried at growing intervals',
    async (name, poisoned) => {
      const marker = Buffer.from(`poison that ${name}`);
      const bytes = Buffer.concat([noise(OWN, name), marker, noise(50_000)]);
      const file: TestFile = { filename: 'p.bin', contentType: 'application/octet-stream', bytes };
      const created = await create(api, file);
      await put(created, bytes);
      proxy.begin(poisoned(marker));
      await confirm(api, created.upload_id);
      const attempts = async () => {
        const sql = `SELECT attempts FROM uploads WHERE id = '${created.upload_id}'`;
        return (await stored().query<{ attempts: number }>(sql))[0]!.attempts;
      };
      // Two at a time, as many as the worker has places, so that each attempt at the poison has others beside it.
      for (let n = 0; (await attempts()) < 3; n++) {
        const others = [clean(`${name} ${n}`), clean(`${name} ${n} too`)];
        for (const one of await Promise.all(others.map((other) => upload(api, other))))
          expect(one).toMatchObject({ status: 'COMPLETED' });
      }
      const timeline = async () => (await api.get(`/v1/uploads/${created.upload_id}/timeline`)).body;
      await until(async () => (await timeline()).waiting_for === 'retry');
      await expectWaiting(created.upload_id);
      proxy.end();
      await api.delete(`/v1/uploads/${created.upload_id}`);
    },
  );
});
