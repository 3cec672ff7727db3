import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { type Answer, Api, type Json } from '../support/api.js';
import { noise, pdf } from '../support/fixtures.js';
import { patience } from '../support/real-store.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { confirm, create, download, put, settled, type TestFile, upload } from '../support/walk.js';

const MB = 1_000_000;

let airlock: Airlock;
let stored: StoredState;
let operator: Api;
/** A fresh organization for every test, so that its usage is the test's own. */
let api: Api;

beforeAll(async () => {
  airlock = await Airlock.start();
  stored = new StoredState(airlock.dataDir);
  operator = new Api(airlock.url);
});
afterAll(() => airlock.dispose());

beforeEach(async () => {
  api = await organization();
});

async function organization(limits: Json = {}): Promise<Api> {
  const { body } = await operator.post('/v1/organizations', { name: 'Racers', tier: 'pro', ...limits });
  return operator.as(body.api_key);
}

const report = (text: string): TestFile => ({
  filename: 'report.pdf',
  contentType: 'application/pdf',
  bytes: pdf(text),
});
const times = <T>(n: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));
const usage = async () => (await api.get('/v1/usage')).body;
const statusesOf = (answers: Answer<Json>[]) => [...new Set(answers.map(({ status }) => status))];

async function announced(file: TestFile): Promise<string> {
  const created = await create(api, file);
  await put(created, file.bytes);
  return created.upload_id;
}

async function timeline(id: string): Promise<string[]> {
  const { body } = await api.get(`/v1/uploads/${id}/timeline`);
  return body.items.map(({ event }: Json) => event);
}

describe('50 parallel confirms of one upload', () => {
  it('are one transition, one scan, one settlement', async () => {
    const file = report('Confirmed by many');
    const id = await announced(file);
    const answers = await times(50, () => confirm(api, id));
    expect(statusesOf(answers)).toEqual([202]);
    expect((await settled(api, id)).status).toBe('COMPLETED');
    expect(await timeline(id)).toEqual(['created', 'confirmed', 'available']);
    expect(await stored.query(`SELECT attempts FROM uploads WHERE id = '${id}'`)).toEqual([{ attempts: 1 }]);
    expect(await usage()).toMatchObject({ used_bytes: file.bytes.length, reserved_bytes: 0, pending_count: 0 });
  });
});

describe('100 parallel creates', () => {
  const declared = { filename: 'big.bin', content_type: 'application/octet-stream', file_size_bytes: 10 * MB };
  const createMany = () => times(100, () => api.post('/v1/buckets/assets/uploads', declared));
  const refusedOf = (answers: Answer<Json>[]) => answers.filter(({ status }) => status !== 201);

  it('against a quota with room for nine admit exactly nine', async () => {
    api = await organization({ quota_bytes: 99 * MB });
    const refused = refusedOf(await createMany());
    expect(refused).toHaveLength(91);
    for (const { status, body } of refused) expect([status, body.code]).toEqual([403, 'QUOTA_EXCEEDED']);
    expect(await usage()).toMatchObject({ used_bytes: 0, reserved_bytes: 90 * MB, pending_count: 9 });
  });

  it('against a pending limit of nine admit exactly nine, and say when to try again', async () => {
    api = await organization({ pending_limit: 9 });
    const refused = refusedOf(await createMany());
    expect(refused).toHaveLength(91);
    for (const { status, body, headers } of refused) {
      expect([status, body.code]).toEqual([503, 'STAGING_LIMIT_EXCEEDED']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(await usage()).toMatchObject({ reserved_bytes: 90 * MB, pending_count: 9 });
  });
});

describe('conflicting requests for one upload', () => {
  const ROUNDS = 12;

  it('confirm and cancel: one wins, and the other is refused', async () => {
    await times(ROUNDS, async (i) => {
      const id = await announced(report(`Confirm or cancel ${i}`));
      const [confirmed, canceled] = await Promise.all([confirm(api, id), api.delete(`/v1/uploads/${id}`)]);
      expect([202, 404, 409, 410]).toContain(confirmed.status);
      expect([200, 204]).toContain(canceled.status);
    });
    await expectNothingLeft();
  });

  it('cancel and cancel: both are answered that it is canceled or gone', async () => {
    await times(ROUNDS, async () => {
      const { upload_id: id } = await create(api, report('Canceled twice'));
      const answers = await times(2, () => api.delete(`/v1/uploads/${id}`));
      for (const { status } of answers) expect([200, 204, 404]).toContain(status);
    });
    await expectNothingLeft();
  });

  it('delete and delete: the usage is reduced once', async () => {
    const kept = report('Kept');
    await upload(api, kept);
    await times(ROUNDS, async (i) => {
      const { upload_id: id } = await upload(api, report(`Deleted twice ${i}`));
      const answers = await times(2, () => api.delete(`/v1/files/${id}`));
      for (const { status } of answers) expect([204, 404]).toContain(status);
      expect((await api.get(`/v1/uploads/${id}`)).status).toBe(404);
    });
    expect(await usage()).toMatchObject({ used_bytes: kept.bytes.length, reserved_bytes: 0, pending_count: 0 });
    await stored.expectConsistent();
  });

  it('admission and cancel: gone either way, and nothing stays behind', async () => {
    await times(ROUNDS, async (i) => {
      // Large enough for the cancel to arrive while it is sealed, scanned or promoted.
      const bytes = noise(2 * MB + i, `race ${i}`);
      const id = await announced({ filename: 'noise.bin', contentType: 'application/octet-stream', bytes });
      await confirm(api, id);
      await api.delete(`/v1/uploads/${id}`);
    });
    await expectNothingLeft();
  });

  /** Deletes the file if it was admitted, then expects no usage and no object. */
  async function expectNothingLeft(): Promise<void> {
    const { body } = await api.get('/v1/uploads');
    for (const { upload_id: id } of body.items) {
      await settled(api, id);
      await api.delete(`/v1/uploads/${id}`);
    }
    expect(await usage()).toMatchObject({ used_bytes: 0, reserved_bytes: 0, pending_count: 0 });
    await stored.expectConsistent();
  }
});

describe('100 identical files at once', () => {
  it(
    'are one blob that lives as long as one of them',
    async () => {
      const file = report('The same for all');
      const done = await times(100, () => upload(api, file));
      const ids = done.map(({ upload_id }) => upload_id);
      expect(await blobsOf(ids)).toBe(1);
      const all = await Promise.all(ids.map((id) => download(api, id)));
      for (const { bytes } of all) expect(bytes.equals(file.bytes)).toBe(true);
      expect(await usage()).toMatchObject({ used_bytes: 100 * file.bytes.length });

      const [last, ...others] = ids;
      expect(new Set(await Promise.all(others.map(removed)))).toEqual(new Set([204]));
      await stored.expectOnlyLiveBytesAfterTrash();
      expect((await download(api, last)).bytes.equals(file.bytes)).toBe(true);

      expect(await removed(last!)).toBe(204);
      expect(await usage()).toMatchObject({ used_bytes: 0 });
      await stored.expectOnlyLiveBytesAfterTrash();
      expect(await blobsOf(ids)).toBe(0);
    },
    patience(180_000),
  );

  /** Ninety-nine requests for one row are more than a slow machine serves at once: those refused with 503 are repeated. */
  async function removed(id: string): Promise<number> {
    for (;;) {
      const { status, headers } = await api.delete(`/v1/files/${id}`);
      if (status !== 503) return status;
      await pause(Number(headers['retry-after']) * 1000);
    }
  }

  async function blobsOf(ids: string[]): Promise<number> {
    const list = ids.map((id) => `'${id}'`).join();
    const [row] = await stored.query<{ count: string }>(
      `SELECT count(DISTINCT blob_id) FROM uploads WHERE id IN (${list})`,
    );
    return Number(row!.count);
  }
});

describe('after all races', () => {
  it('usage, timelines and blobs agree with the uploads, and no object is an orphan', async () => {
    await stored.expectConsistent();
    await stored.expectNoOrphans();
    await stored.expectOnlyLiveBytesAfterTrash();
  });
});
