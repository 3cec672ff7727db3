import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { eicar, pdf } from '../support/fixtures.js';
import { patience } from '../support/real-store.js';
import { Books } from '../support/resilience/books.js';
import { until } from '../support/resilience/until.js';
import { confirm, create, download, put, settled, type TestFile, upload } from '../support/walk.js';

/** Every step after which the process can be gone, in the order of an upload's life. */
const points = [
  'upload.created',
  'upload.confirmed',
  'upload.canceled',
  'upload.removed',
  'admission.claimed',
  'admission.seal-planned',
  'admission.sealed',
  'admission.inspected',
  'admission.promotion-planned',
  'admission.promoted',
  'admission.admitted',
  'admission.rejected',
  'trash.taken',
  'trash.deleted',
];

const report = (text: string): TestFile => ({
  filename: 'report.pdf',
  contentType: 'application/pdf',
  bytes: pdf(text),
});
const infected: TestFile = { filename: 'eicar.txt', contentType: 'text/plain', bytes: eicar() };
const shared = report('The same in every round');

let dataDir: string;
let recovered: Airlock;
const clean = new Map<string, TestFile>();
const refused = new Set<string>();

/** Everything a client does, until the server is gone; what was answered before counts. */
async function driveUntilDead(airlock: Airlock, point: string): Promise<void> {
  const api = new Api(airlock.url);
  const send = async (file: TestFile) => {
    const created = await create(api, file);
    const id: string = created.upload_id;
    if (file === infected) refused.add(id);
    else clean.set(id, file);
    await put(created, file.bytes);
    await confirm(api, id);
    await settled(api, id);
  };
  const cancel = async () => api.delete(`/v1/uploads/${(await create(api, report('Canceled'))).upload_id}`);
  const remove = async () => api.delete(`/v1/files/${(await upload(api, report(`Removed at ${point}`))).upload_id}`);
  await Promise.allSettled([send(report(`Clean at ${point}`)), send(infected), send(shared), cancel(), remove()]);
  expect(await airlock.ended()).toBe('SIGKILL');
}

const start = (env: Record<string, string> = {}) =>
  Airlock.start({ dataDir, env: { SCAN_LEASE_SECONDS: '2', ...env } });

beforeAll(async () => {
  recovered = await Airlock.start();
  dataDir = recovered.dataDir;
  await recovered.kill();
  // Each start finds what the one before left behind, the running PostgreSQL included, and dies at the next point.
  for (const point of points) await driveUntilDead(await start({ AIRLOCK_FAULT_AT: point }), point);
  recovered = await start();
}, patience(180_000));
afterAll(() => recovered.dispose());

describe(`kill -9 at ${points.length} steps, each on what the one before left behind`, () => {
  let api: Api;
  let books: Books;

  beforeAll(() => {
    api = new Api(recovered.url);
    books = new Books(dataDir);
  });

  it('every upload comes to an end by itself, or by its deadline when no bytes came', async () => {
    await until(async () => (await statuses()).every((status) => status !== 'SCANNING'));
    await books.query(
      `UPDATE uploads SET deadline_at = now(), look_at = now() WHERE status IN ('PENDING', 'UPLOADING')`,
    );
    await until(async () =>
      (await statuses()).every((status) => !['PENDING', 'UPLOADING', 'SCANNING'].includes(status)),
    );
    for (const id of refused) expect(['FAILED', 'EXPIRED', 'CANCELED']).toContain((await settled(api, id)).status);
  });

  it('what was admitted is whole, and served', async () => {
    const admitted = await endedAs('COMPLETED');
    expect(admitted.length).toBeGreaterThanOrEqual(points.length);
    for (const [id, file] of admitted) expect((await download(api, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('usage, timelines and blobs are exact', async () => {
    const { body } = await api.get('/v1/usage');
    const live = (await endedAs('COMPLETED')).map(([, { bytes }]) => bytes.length).reduce((sum, size) => sum + size, 0);
    expect(body.used_bytes).toBeGreaterThanOrEqual(live);
    expect(body).toMatchObject({ reserved_bytes: 0, pending_count: 0 });
    await books.expectExact();
  });

  it('no byte is nobody’s, and the trash leaves live bytes alone', async () => {
    await books.expectNoOrphans();
    await books.expectOnlyLiveBytesAfterTrash();
  });

  async function statuses(): Promise<string[]> {
    const rows = await books.query<{ status: string }>('SELECT status FROM uploads');
    return rows.map(({ status }) => status);
  }

  async function endedAs(status: string): Promise<[string, TestFile][]> {
    const ended: Json[] = await Promise.all([...clean.keys()].map((id) => settled(api, id)));
    return [...clean].filter((_, i) => ended[i].status === status);
  }
});
