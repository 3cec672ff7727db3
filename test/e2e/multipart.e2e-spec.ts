import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import {
  createInParts,
  MIB,
  PART_BYTES,
  partBytes,
  putPart,
  sendParts,
  sha256OfParts,
  signParts,
} from '../support/parts.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { until } from '../support/resilience/until.js';
import { StoreAccess } from '../support/store-access.js';
import { confirm, create, settled } from '../support/walk.js';

let airlock: Airlock;
let api: Api;
let store: StoreAccess;
let stored: StoredState;

beforeAll(async () => {
  airlock = await Airlock.start();
  api = new Api(airlock.url);
  store = await StoreAccess.of(airlock.dataDir);
  stored = new StoredState(airlock.dataDir);
  await stored.keepReconcilerAway();
});
afterAll(async () => {
  store.close();
  await airlock.dispose();
});

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const sessionsOf = async (id: string) => (await store.sessions()).filter(({ key }) => key.endsWith(id));
const listed = async (id: string): Promise<Json> => (await api.get(`/v1/uploads/${id}/parts`)).body;

/** An upload of two parts, the second of one byte, with these parts sent. */
async function begun(...sent: number[]): Promise<string> {
  const { upload_id: id } = await createInParts(api, PART_BYTES + 1);
  await signParts(api, id, [1]);
  if (sent.length) await sendParts(api, id, sent);
  return id;
}

describe('200 MiB in 25 parts', () => {
  const size = 200 * MIB;
  let created: Json;
  let id: string;

  beforeAll(async () => {
    created = await createInParts(api, size, { method: undefined });
    id = created.upload_id;
  });

  it('is planned at create', () => {
    expect(created).toMatchObject({ method: 'MULTIPART', part_size: PART_BYTES, part_count: 25, presigned_url: null });
    expect(created.guarantees).toEqual(['length', 'type']);
  });

  it('is refused by the store where a part is longer than planned', async () => {
    const [third] = await signParts(api, id, [3]);
    expect((await putPart(third, partBytes(3, PART_BYTES + 1))).status).toBe(403);
    expect(await listed(id)).toMatchObject({ parts: [], part_count: 25, missing: numbers(25) });
    expect((await api.get(`/v1/uploads/${id}`)).body.status).toBe('IN_PROGRESS');
  });

  it('takes its parts in any order, and one again when it was wrong', async () => {
    const [fifth] = await signParts(api, id, [5]);
    expect((await putPart(fifth, Buffer.alloc(PART_BYTES, 'not what was meant'))).status).toBe(200);
    const all = numbers(25).reverse();
    await sendParts(
      api,
      id,
      all.filter((number) => number !== 7 && number !== 12),
    );
    const early = await confirm(api, id);
    expect([early.status, early.body.code]).toEqual([409, 'UPLOAD_NOT_UPLOADED']);
    expect(early.body.detail).toContain('2 parts have not arrived yet: 7, 12');
  });

  it('goes on after a reload with the parts that are missing', async () => {
    const { missing, parts } = await listed(id);
    expect(missing).toEqual([7, 12]);
    expect(parts).toHaveLength(23);
    await sendParts(api, id, missing);
    expect((await listed(id)).missing).toEqual([]);
  });

  it('is confirmed once, by the parts that the store has', async () => {
    const { parts } = await listed(id);
    const named = parts.map(({ part_number, etag }: Json) => ({ part_number, etag: `"${etag}"` }));
    const wrong = named.with(4, { part_number: 5, etag: 'a'.repeat(32) });
    const refused = await confirm(api, id, { parts: wrong });
    expect([refused.status, refused.body.code]).toEqual([422, 'CHECKSUM_MISMATCH']);
    expect(refused.body.errors[0].field).toBe('parts.4.etag');
    const answers = await Promise.all(numbers(10).map(() => confirm(api, id, { parts: named })));
    expect(answers.map(({ status }) => status)).toEqual(numbers(10).map(() => 202));
  });

  it('is then one file: its bytes are the ones that were sent', async () => {
    const done = await settled(api, id);
    const sha256 = sha256OfParts(numbers(25).map((part_number) => ({ part_number, size: PART_BYTES })));
    expect(done).toMatchObject({ status: 'COMPLETED', file_hash: sha256, file_size_bytes: size });
    expect(done.etag).toMatch(/^[0-9a-f]{32}-25$/);
    const { headers } = await api.get(`/v1/files/${id}/content`);
    const hash = createHash('sha256');
    for await (const chunk of (await fetch(String(headers.location))).body!) hash.update(chunk);
    expect(hash.digest('hex')).toBe(sha256);
    const { body } = await api.get(`/v1/uploads/${id}/timeline`);
    expect(body.items.map(({ event }: Json) => event)).toEqual(['created', 'begun', 'confirmed', 'available']);
    expect((await confirm(api, id)).status).toBe(202);
    await until(async () => (await sessionsOf(id)).length === 0);
  });
});

describe('what is asked of parts', () => {
  it('begins with a size', async () => {
    const declared = { filename: 'a.bin', content_type: 'application/octet-stream', method: 'MULTIPART' };
    const { status, body } = await api.post('/v1/buckets/assets/uploads', declared);
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'VALIDATION_FAILED', 'file_size_bytes']);
  });

  it.each<[string, number[], string]>([
    ['a part that is not planned', [1, 3], 'part_numbers.1'],
    ['part 0', [0], 'part_numbers'],
    ['no part', [], 'part_numbers'],
    ['more than a thousand', numbers(1001), 'part_numbers'],
  ])('is refused for %s', async (_, part_numbers, field) => {
    const { status, body } = await api.post(`/v1/uploads/${await begun()}/parts`, { part_numbers });
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(body.errors.map((error: Json) => error.field)).toContain(field);
  });

  it('belongs to uploads in parts, as single URLs belong to the others', async () => {
    const file = { filename: 'a.txt', contentType: 'text/plain', bytes: Buffer.from('a') };
    const whole = (await create(api, file)).upload_id;
    const inParts = await begun();
    const answers = [
      await api.post(`/v1/uploads/${whole}/parts`, { part_numbers: [1] }),
      await api.get(`/v1/uploads/${whole}/parts`),
      await api.post(`/v1/uploads/${inParts}/sign`),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [400, 'UNSUPPORTED_METHOD']),
    );
  });

  it('is repeated without a URL of its own when its create is', async () => {
    const declared = {
      filename: 'a.bin',
      content_type: 'application/octet-stream',
      file_size_bytes: 9,
      method: 'MULTIPART',
    };
    const key = { 'idempotency-key': 'in-parts' };
    const first = await api.call('POST', '/v1/buckets/assets/uploads', declared, key);
    const again = await api.call('POST', '/v1/buckets/assets/uploads', declared, key);
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
    expect(again.body).toMatchObject({ upload_id: first.body.upload_id, part_count: 1, presigned_url: null });
  });

  it('opens one session, however many ask at first', async () => {
    const { upload_id: id } = await createInParts(api, 10);
    const signed = await Promise.all(numbers(20).map(() => signParts(api, id, [1])));
    expect(new Set(signed.map(([{ url }]) => new URL(url).searchParams.get('uploadId'))).size).toBe(1);
    await until(async () => (await sessionsOf(id)).length === 1);
    await sendParts(api, id, [1]);
    expect((await confirm(api, id)).status).toBe(202);
    expect((await settled(api, id)).status).toBe('COMPLETED');
  });
});

describe('a client that deviates from its plan', () => {
  it.each(['partNumber', 'uploadId', 'X-Amz-Expires'])('cannot change %s of a part URL', async (parameter) => {
    const [part] = await signParts(api, await begun(), [1]);
    const other = new URL((await signParts(api, await begun(), [2]))[0].url).searchParams.get(parameter);
    const url = new URL(part.url);
    url.searchParams.set(parameter, parameter === 'X-Amz-Expires' ? '86400' : other!);
    expect((await putPart({ ...part, url: url.href })).status).toBe(403);
  });

  it.each([
    ['an extra part', 3, 1],
    ['a part of another size', 2, 2],
  ])('gets no file out of %s, even if the store took it', async (_, partNumber, bytes) => {
    const id = await begun(1, 2);
    const [session] = await sessionsOf(id);
    await store.putPart(session!, partNumber, Buffer.alloc(bytes));
    expect((await confirm(api, id)).status).toBe(202);
    expect(await settled(api, id)).toMatchObject({ status: 'FAILED', status_reason: 'size_mismatch' });
    await until(async () => (await sessionsOf(id)).length === 0);
  });

  it('finds no upload of another tenant', async () => {
    const id = await begun(1, 2);
    const organization = await api.post('/v1/organizations', { name: 'Strangers' });
    const stranger = api.as(organization.body.api_key);
    const sign =
      'mutation ($id: String!) { signUploadParts(input: { uploadId: $id, partNumbers: [1] }) { expiresAt } }';
    const graphql = await stranger.graphql(sign, { id });
    expect(graphql.body.errors[0].extensions.code).toBe('NOT_FOUND');
    const answers = [
      await stranger.post(`/v1/uploads/${id}/parts`, { part_numbers: [1] }),
      await stranger.get(`/v1/uploads/${id}/parts`),
      await confirm(stranger, id),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await api.get(`/v1/uploads/${id}`)).body.status).toBe('IN_PROGRESS');
  });
});

describe('a client that vanishes', () => {
  it('leaves nothing when it cancels', async () => {
    const id = await begun(1);
    const [part] = await signParts(api, id, [2]);
    expect((await api.delete(`/v1/uploads/${id}`)).status).toBe(200);
    await until(async () => (await sessionsOf(id)).length === 0);
    expect((await putPart(part)).status).toBe(404);
    const late = await api.post(`/v1/uploads/${id}/parts`, { part_numbers: [2] });
    expect([late.status, late.body.code]).toEqual([409, 'INVALID_STATE']);
  });

  it('leaves nothing when its time is over', async () => {
    const id = await begun(1);
    await stored.query(`UPDATE uploads SET deadline_at = now(), next_check_at = now() WHERE id = '${id}'`);
    expect(await settled(api, id)).toMatchObject({ status: 'FAILED', status_reason: 'expired' });
    await until(async () => (await sessionsOf(id)).length === 0);
    expect((await confirm(api, id)).status).toBe(410);
  });

  it('has its file when only the confirm was missing', async () => {
    const id = await begun(2, 1);
    await stored.query(`UPDATE uploads SET next_check_at = now() WHERE id = '${id}'`);
    expect(await settled(api, id)).toMatchObject({ status: 'COMPLETED', file_size_bytes: PART_BYTES + 1 });
  });

  it('costs exactly nothing in the end', async () => {
    const open = await stored.query<{ id: string }>(`SELECT id FROM uploads WHERE status IN ('PENDING', 'UPLOADING')`);
    await Promise.all(open.map(({ id }) => api.delete(`/v1/uploads/${id}`)));
    await until(async () => (await store.sessions()).length === 0);
    await stored.expectConsistent();
    await stored.expectOnlyLiveBytesAfterTrash();
  });
});

it('goes all the way through over GraphQL', async () => {
  const input = { bucketId: 'assets', filename: 'a.bin', contentType: 'application/octet-stream', method: 'MULTIPART' };
  const created = await api.graphql(
    'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { uploadId partSize partCount presignedUrl } }',
    { input: { ...input, fileSizeBytes: 5 } },
  );
  const { uploadId: id, ...plan } = created.body.data.createUpload;
  expect(plan).toEqual({ partSize: PART_BYTES, partCount: 1, presignedUrl: null });
  const signed = await api.graphql(
    `mutation ($id: String!) { signUploadParts(input: { uploadId: $id, partNumbers: [1] }) {
      expiresAt parts { partNumber url size headers { name value } } } }`,
    { id },
  );
  const [{ url, size }] = signed.body.data.signUploadParts.parts;
  expect((await putPart({ part_number: 1, url, headers: {}, size })).status).toBe(200);
  const found = await api.graphql(
    'query ($id: ID!) { upload(id: $id) { parts { missing parts { partNumber size } } } }',
    { id },
  );
  expect(found.body.data.upload.parts).toEqual({ missing: [], parts: [{ partNumber: 1, size: 5 }] });
  await api.graphql('mutation ($id: String!) { confirmUpload(input: { uploadId: $id }) { status } }', { id });
  expect((await settled(api, id)).status).toBe('COMPLETED');
});
