import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { lentDataDir } from '../support/lent-database.js';
import { createInParts, PART_BYTES, sendParts, sha256OfParts } from '../support/parts.js';
import { patience } from '../support/real-store.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { runUntilFault } from '../support/resilience/run-until-fault.js';
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

const env = { SCAN_LEASE_SECONDS: '2', SCAN_CONCURRENCY: '4' };
const start = () => Airlock.start({ dataDir, env });

/** A client that sends a file in two parts, until the server is gone. */
async function send(api: Api): Promise<void> {
  const { upload_id: id } = await createInParts(api, SIZE);
  ids.push(id);
  await sendParts(api, id, [1, 2]);
  await confirm(api, id);
}

beforeAll(async () => {
  dataDir = await lentDataDir();
  // Each of these clients is held at a step of its own when the server dies.
  await runUntilFault(points, { dataDir, env }, ({ url }) => Promise.allSettled(points.map(() => send(new Api(url)))));
  airlock = await start();
}, patience(180_000));
afterAll(() => airlock.dispose());

describe(`kill -9 at ${points.length} steps of an upload in parts`, () => {
  it('may leave a session without a record', async () => {
    const store = await StoreAccess.of(dataDir);
    const api = new Api(airlock.url);
    const found = await Promise.all(ids.map((id) => api.get(`/v1/uploads/${id}`)));
    const [unknown, ...rest] = found.filter(({ body }) => body.status === 'PENDING');
    expect(rest).toEqual([]);
    expect((await store.sessions()).filter(({ key }) => key.endsWith(unknown!.body.upload_id))).toHaveLength(1);
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
    await store.openSession('foreign/backup.tar');
    store.close();
    await new StoredState(dataDir).query(`UPDATE job_leases SET due_at = now() WHERE name = 'sessions'`);
    await airlock.stop();
    airlock = await start();
    const again = await StoreAccess.of(dataDir);
    await until(async () => (await again.sessions()).length === 1);
    expect(await again.sessions()).toMatchObject([{ key: 'foreign/backup.tar' }]);
    again.close();
  });

  it('leaves usage, timelines and blobs that agree with the uploads, and no orphaned object', async () => {
    const stored = new StoredState(dataDir);
    await stored.expectConsistent();
    await stored.expectOnlyLiveBytesAfterTrash();
  });
});
