import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { createInParts, PART_BYTES, sendParts, sha256OfParts } from '../support/parts.js';
import { patience } from '../support/real-store.js';
import { Books } from '../support/resilience/books.js';
import { until } from '../support/resilience/until.js';
import { StoreAccess } from '../support/store-access.js';
import { confirm, settled } from '../support/walk.js';

/** Every step of an upload in parts after which the process can be gone. */
const points = ['multipart.opened', 'multipart.begun', 'admission.parts-checked', 'admission.assembled'];

const SIZE = PART_BYTES + 1;
const SHA256 = sha256OfParts([
  { part_number: 1, size: PART_BYTES },
  { part_number: 2, size: 1 },
]);

let airlock: Airlock;
let dataDir: string;
const ids: string[] = [];

const start = (env: Record<string, string> = {}) =>
  Airlock.start({ dataDir, env: { SCAN_LEASE_SECONDS: '2', ...env } });

/** A client that sends a file in two parts, until the server is gone. */
async function driveUntilDead(server: Airlock): Promise<void> {
  const api = new Api(server.url);
  const send = async () => {
    const { upload_id: id } = await createInParts(api, SIZE);
    ids.push(id);
    await sendParts(api, id, [1, 2]);
    await confirm(api, id);
    await settled(api, id);
  };
  await Promise.allSettled([send()]);
  expect(await server.ended()).toBe('SIGKILL');
}

beforeAll(async () => {
  airlock = await Airlock.start();
  dataDir = airlock.dataDir;
  await airlock.kill();
  for (const point of points) await driveUntilDead(await start({ AIRLOCK_FAULT_AT: point }));
  airlock = await start();
}, patience(180_000));
afterAll(() => airlock.dispose());

describe(`kill -9 at ${points.length} steps of an upload in parts`, () => {
  it('may leave a session that nobody wrote down', async () => {
    const store = await StoreAccess.of(dataDir);
    expect((await store.sessions()).filter(({ key }) => key.endsWith(ids[0]!))).toHaveLength(1);
    expect((await new Api(airlock.url).get(`/v1/uploads/${ids[0]}`)).body.status).toBe('PENDING');
    store.close();
  });

  it('lets every client go on where it was, and loses no file', async () => {
    const api = new Api(airlock.url);
    expect(ids).toHaveLength(points.length);
    for (const id of ids) {
      const { missing } = (await api.get(`/v1/uploads/${id}/parts`)).body;
      if (missing.length) await sendParts(api, id, missing);
      expect((await confirm(api, id)).status).toBe(202);
    }
    for (const id of ids) expect(await settled(api, id)).toMatchObject({ status: 'COMPLETED', file_hash: SHA256 });
  });

  it('leaves no session behind, not even that one', async () => {
    const store = await StoreAccess.of(dataDir);
    await store.openSession('somebody-else/backup.tar');
    store.close();
    await new Books(dataDir).query(`UPDATE sweeps SET due_at = now() WHERE name = 'sessions'`);
    await airlock.stop();
    airlock = await start();
    const again = await StoreAccess.of(dataDir);
    await until(async () => (await again.sessions()).length === 1);
    expect(await again.sessions()).toMatchObject([{ key: 'somebody-else/backup.tar' }]);
    again.close();
  });

  it('leaves the books exact, and no byte that is nobody’s', async () => {
    const books = new Books(dataDir);
    await books.expectExact();
    await books.expectOnlyLiveBytesAfterTrash();
  });
});
