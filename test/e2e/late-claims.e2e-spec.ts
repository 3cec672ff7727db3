import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, Api, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { patience } from '../support/real-store.js';
import { SplitAirlock } from '../support/split-airlock.js';
import { s3Event } from '../support/storage-events.js';
import { keyOf } from '../support/store-access.js';
import { confirm, create, download, put, settled, type TestFile } from '../support/walk.js';

let split: SplitAirlock;
let mine: Api;

beforeAll(async () => {
  split = await SplitAirlock.start();
  await split.keepReconcilerAway();
  mine = new Api(split.api.url);
}, patience(120_000));
afterAll(() => split.dispose());

let count = 0;

/** Sent, and confirmed by the event that `notify` sends. */
async function sent() {
  const file = { filename: 'report.pdf', contentType: 'application/pdf', bytes: pdf(`Claimed ${count++}`) };
  const created = await create(mine, file);
  expect((await put(created, file.bytes)).status).toBe(200);
  const key = keyOf(created.presigned_url);
  const notify = () => mine.post('/v1/storage/events', s3Event(split.store.bucket, key));
  return { id: created.upload_id as string, file, notify };
}

const stateOf = async (id: string) => (await mine.get(`/v1/uploads/${id}`)).body as Json;
const timelineOf = async (id: string) => (await mine.get(`/v1/uploads/${id}/timeline`)).body.items as Json[];

/** Admitted once, by the event, and served as it was sent. */
async function expectAdmittedByEvent(id: string, { bytes }: TestFile): Promise<void> {
  expect((await settled(mine, id)).status).toBe('COMPLETED');
  const timeline = await timelineOf(id);
  expect(timeline.map(({ event, actor }) => [event, actor]).slice(1)).toEqual([
    ['confirmed', 'storage-event'],
    ['available', 'scanner'],
  ]);
  expect((await download(mine, id)).bytes.equals(bytes)).toBe(true);
}

describe('a client that confirms after the event', () => {
  const hashOf = ({ bytes }: TestFile) => createHash('sha256').update(bytes).digest('hex');
  const FALSE = '0'.repeat(64);
  const OTHER = 'f'.repeat(64);
  type Confirm = (id: string, claims: { etag?: string; file_hash?: string }) => Promise<Answer<Json>>;
  const ways: [string, Confirm][] = [
    ['by REST', (id, claims) => confirm(mine, id, claims)],
    ['in its bucket', (id, claims) => mine.post(`/v1/buckets/assets/uploads/${id}/confirm`, claims)],
    [
      'by GraphQL',
      async (id, { etag, file_hash: fileHash }) => {
        const query = `mutation ($input: ConfirmUploadInput!) { confirmUpload(input: $input) { status } }`;
        const { body, ...answer } = await mine.graphql(query, { input: { uploadId: id, etag, fileHash } });
        const [error] = body.errors ?? [];
        return { ...answer, body: error?.extensions ?? body, status: error?.extensions.status ?? 202 };
      },
    ],
  ];
  const codeOf = ({ status, body }: Answer<Json>) => [status, body.code];
  const REFUSED = [422, 'CHECKSUM_MISMATCH'];

  /** The event has confirmed it, and the worker waits before it reads the bytes until `meanwhile` is done. */
  async function whileScanned(meanwhile: (upload: { id: string; file: TestFile }) => Promise<unknown>): Promise<Json> {
    const { id, file, notify } = await sent();
    const done = split.before('GET', id, async () => {
      expect((await stateOf(id)).status).toBe('PROCESSING');
      await meanwhile({ id, file });
    });
    await notify();
    await done;
    return { ...(await settled(mine, id)), timeline: (await timelineOf(id)).map(({ event }) => event) };
  }

  it.each(ways)('%s binds the admission to the hash it claims', async (_, confirmBy) => {
    const lied = await whileScanned(async ({ id }) => {
      expect((await confirmBy(id, { file_hash: FALSE })).status).toBe(202);
      expect((await stateOf(id)).status).toBe('PROCESSING');
    });
    expect(lied).toMatchObject({
      ...{ status: 'FAILED', status_reason: 'checksum_mismatch' },
      timeline: ['created', 'confirmed', 'rejected'],
    });
    const answer = await whileScanned(({ id, file }) => confirmBy(id, { file_hash: hashOf(file).toUpperCase() }));
    expect(answer.status).toBe('COMPLETED');
  });

  it.each(ways)('%s is held to the first hash, and to the stored ETag', async (_, confirmBy) => {
    const admitted = await whileScanned(async ({ id, file }) => {
      expect(codeOf(await confirmBy(id, { etag: 'another', file_hash: FALSE }))).toEqual(REFUSED);
      const [first, second] = [hashOf(file), OTHER];
      expect((await confirmBy(id, { file_hash: first })).status).toBe(202);
      expect(codeOf(await confirmBy(id, { file_hash: second }))).toEqual(REFUSED);
      expect((await confirmBy(id, { file_hash: first })).status).toBe(202);
    });
    expect(admitted.status).toBe('COMPLETED');
  });

  it.each(ways)('%s claims one hash of many that were claimed at once', async (_, confirmBy) => {
    const failed = await whileScanned(async ({ id }) => {
      const claims = Array.from({ length: 8 }, (__, n) => String(n).repeat(64));
      const answers = await Promise.all(claims.map((file_hash) => confirmBy(id, { file_hash })));
      expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 422)).toHaveLength(7);
    });
    expect(failed).toMatchObject({ status: 'FAILED', status_reason: 'checksum_mismatch' });
  });

  it.each(ways)(
    '%s is refused for a hash that is not the admitted file’s, and nothing changes',
    async (_, confirmBy) => {
      const { id, file, notify } = await sent();
      await notify();
      await expectAdmittedByEvent(id, file);
      expect(codeOf(await confirmBy(id, { file_hash: FALSE }))).toEqual(REFUSED);
      expect(codeOf(await confirmBy(id, { etag: 'another' }))).toEqual(REFUSED);
      expect((await confirmBy(id, { file_hash: hashOf(file) })).status).toBe(202);
      await expectAdmittedByEvent(id, file);
    },
  );
});
