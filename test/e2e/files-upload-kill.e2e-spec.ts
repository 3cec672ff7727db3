import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { field, filePart, sendForm } from '../support/form.js';
import { lentDataDir } from '../support/lent-database.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { runUntilFault } from '../support/resilience/run-until-fault.js';
import { until } from '../support/resilience/until.js';
import { StoreAccess } from '../support/store-access.js';
import { settled } from '../support/walk.js';

/** The steps of a streamed upload at which the process is killed. */
const points = [
  'multipart.opened',
  'multipart.begun',
  'streamed-upload.part-sent',
  'streamed-upload.assembled',
  'streamed-upload.completed',
];
const TEXT = Buffer.alloc(9 * 1024 * 1024, 'a');

let airlock: Airlock;

const env = { SCAN_LEASE_SECONDS: '2' };

const send = (server: Airlock) =>
  sendForm(new Api(server.url), [field('bucket', 'assets'), filePart(TEXT, 'a.txt', 'text/plain')]);

describe(`kill -9 at ${points.length} steps of a form`, () => {
  beforeAll(async () => {
    const dataDir = await lentDataDir();
    // Each of these forms is held at a step of its own when the server dies.
    await runUntilFault(points, { dataDir, env }, (server) => Promise.allSettled(points.map(() => send(server))));
    airlock = await Airlock.start({ dataDir, env });
  }, 240_000);
  afterAll(() => airlock.dispose());

  it('leaves no upload open, no session and no byte, but for the one that was complete', async () => {
    const api = new Api(airlock.url);
    const stored = new StoredState(airlock.dataDir);
    // An upload without a sign of life for FILES_UPLOAD_IDLE_SECONDS expires: let that be now.
    await stored.query(
      `UPDATE uploads SET deadline_at = now(), next_check_at = now() WHERE status IN ('PENDING', 'UPLOADING')`,
    );
    await until(async () => (await api.get('/v1/usage')).body.pending_count === 0);
    const { items } = (await api.get('/v1/files')).body;
    const ended = items.filter(({ status }: { status: string }) => status === 'available');
    expect(ended).toHaveLength(1);
    expect(items.map(({ statusReason }: { statusReason?: string }) => statusReason).filter(Boolean)).toEqual(
      Array(points.length - 1).fill('expired'),
    );
    await settled(api, ended[0].fileId);
    await stored.expectConsistent();
    // Sessions without a record are swept every few minutes: let that be now.
    await stored.query(`UPDATE job_leases SET due_at = now() WHERE name = 'sessions'`);
    const store = await StoreAccess.of(airlock.dataDir);
    await until(async () => (await store.sessions()).length === 0);
    store.close();
    await stored.expectOnlyLiveBytesAfterTrash();
  });
});
