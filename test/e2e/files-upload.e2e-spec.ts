import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { docx, eicar, noise, pdf } from '../support/fixtures.js';
import {
  answerTo,
  field,
  filePart,
  formBytes,
  type FormPart,
  LINE_END,
  openForm,
  partHead,
  sendChunked,
  sendForm,
} from '../support/form.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { storedKeys } from '../support/resilience/stored-keys.js';
import { until } from '../support/resilience/until.js';
import { assets, codes, largeDocx, MIB, nothingLeft, organization, startForForms } from '../support/form-senders.js';
import { StoreAccess } from '../support/store-access.js';
import { download, settled } from '../support/walk.js';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  airlock = await startForForms();
  api = await organization(airlock, 'Senders');
});
afterAll(() => airlock.dispose());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
describe('a form', () => {
  it('becomes a file that is scanned like any other', async () => {
    const bytes = pdf('in a form');
    const answer = await sendForm(api, [assets, field('metadata', '{"shelf": 7}'), filePart(bytes)]);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 201,
      body: {
        ...{ fileId: expect.stringMatching(/^upl_/), filename: 'report.pdf', mimeType: 'application/pdf' },
        ...{ size: bytes.length, bucket: 'assets', status: 'pending_scan', url: null },
        ...{ createdAt: expect.stringMatching(/Z$/), uploadedBy: expect.stringMatching(/^key_/) },
      },
    });
    const { fileId } = answer.body;
    expect(await settled(api, fileId)).toMatchObject({
      ...{ status: 'COMPLETED', file_hash: sha256(bytes), method: 'STREAMED', part_size: null },
    });
    const { body: file } = await api.get(`/v1/files/${fileId}`);
    expect(file).toMatchObject({ status: 'available', metadata: { shelf: 7 }, detectedType: 'application/pdf' });
    expect((await download(api, fileId)).bytes.equals(bytes)).toBe(true);
  });

  it('may carry its fields as Blobs, which scripts send to give them a type', async () => {
    const form = new FormData();
    form.append('metadata', new Blob(['{"shelf": "Ä"}'], { type: 'application/json' }));
    form.append('file', new Blob([pdf('with blobs')], { type: 'application/pdf' }), 'blobs.pdf');
    form.append('filename', new Blob(['named.pdf'], { type: 'text/plain' }));
    form.append('bucket', new Blob(['assets']));
    const headers = { authorization: `Bearer ${api.key}` };
    const answer = await fetch(`${api.url}/v1/files/upload`, { method: 'POST', headers, body: form });
    const { fileId } = (await answer.json()) as { fileId: string };
    expect(answer.status).toBe(201);
    const { body: file } = await api.get(`/v1/files/${fileId}`);
    expect(file).toMatchObject({ filename: 'named.pdf', metadata: { shelf: 'Ä' }, bucket: 'assets' });
    form.set('metadata', new Blob(['x'.repeat(70_000)]));
    const tooLong = await fetch(`${api.url}/v1/files/upload`, { method: 'POST', headers, body: form });
    expect([tooLong.status, ((await tooLong.json()) as { errors: object[] }).errors]).toMatchObject([
      400,
      [{ field: 'metadata' }],
    ]);
  });

  it.each(['/v1/files/upload/', '/api/v1/files/upload', '/api/v1/files/upload/'])('is taken at %s', async (path) => {
    expect(await sendForm(api, [assets, filePart(pdf(path))], {}, path)).toMatchObject({ status: 201 });
  });

  it.each([
    ['before it', (file: FormPart) => [field('bucket', 'documents'), field('mimeType', DOCX), file]],
    ['after it', (file: FormPart) => [file, field('mimeType', DOCX), field('bucket', 'documents')]],
    ['around it', (file: FormPart) => [field('bucket', 'documents'), file, field('mimeType', DOCX)]],
  ])('may say %s what the file is', async (_, order) => {
    for (const bytes of [docx(), largeDocx()]) {
      const part = { ...filePart(bytes, 'letter.docx', 'application/octet-stream') };
      const { status, body } = await sendForm(api, [...order(part), field('more', 'of no concern')]);
      expect({ status, mimeType: body.mimeType, bucket: body.bucket }).toEqual({
        ...{ status: 201, mimeType: DOCX, bucket: 'documents' },
      });
      const done = await settled(api, body.fileId);
      expect(done).toMatchObject({ status: 'COMPLETED', file_hash: sha256(bytes), content_type: DOCX });
      expect(done.s3_key).toContain(done.bucket_id);
    }
  });

  it.each([1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 20 * MIB])(
    'of %d bytes arrives complete, chunked too',
    async (size) => {
      const bytes = noise(size, String(size));
      const parts = [assets, filePart(bytes, 'a.bin', 'application/octet-stream')];
      const whole = formBytes(parts);
      const pieces = Array.from({ length: Math.ceil(whole.length / 100_000) }, (_, n) =>
        whole.subarray(n * 100_000, (n + 1) * 100_000),
      );
      for (const answer of [await sendForm(api, parts), await sendChunked(api, pieces)]) {
        expect({ status: answer.status, size: answer.body.size }).toEqual({ status: 201, size });
        expect(await settled(api, answer.body.fileId)).toMatchObject({ status: 'COMPLETED', file_hash: sha256(bytes) });
      }
    },
  );

  it.each([
    ['accents', 'Übergrößen – naïve.pdf', undefined],
    ['pictures', '📚🦆.pdf', undefined],
    ['a path of old browsers', 'C:\\\\fakepath\\\\a.pdf', 'a.pdf'],
    ['a path', '../../etc/passwd.pdf', 'passwd.pdf'],
  ])('keeps a name with %s', async (_, filename, expected = filename) => {
    const { status, body } = await sendForm(api, [assets, filePart(pdf(), filename)]);
    expect({ status, filename: body.filename }).toEqual({ status: 201, filename: expected });
  });

  it('reads names as RFC 5987 writes them, and prefers the field that says one', async () => {
    const disposition = `Content-Disposition: form-data; name="file"; filename="x.pdf"; filename*=UTF-8''%E2%82%AC%20rates.pdf`;
    const odd = await sendForm(api, [assets, { ...filePart(pdf()), disposition }]);
    expect(odd.body.filename).toBe('€ rates.pdf');
    const named = await sendForm(api, [assets, filePart(pdf()), field('filename', 'said.pdf')]);
    expect(named.body.filename).toBe('said.pdf');
  });

  it('arrives complete from more senders at once than fit in memory', async () => {
    const senders = Array.from({ length: 5 }, (_, n) => noise(9 * MIB + n, `sender ${n}`));
    const answers = await Promise.all(
      senders.map((bytes) => sendForm(api, [assets, filePart(bytes, 'a.bin', 'application/octet-stream')])),
    );
    for (const [n, { status, body }] of answers.entries()) {
      expect(status).toBe(201);
      expect(await settled(api, body.fileId)).toMatchObject({ status: 'COMPLETED', file_hash: sha256(senders[n]!) });
    }
  }, 240_000);

  it('with malware is received, scanned and rejected', async () => {
    const { body } = await sendForm(api, [assets, filePart(eicar(), 'a.txt', 'text/plain')]);
    expect(body.status).toBe('pending_scan');
    expect(await settled(api, body.fileId)).toMatchObject({
      status: 'FAILED',
      status_reason: expect.stringMatching(/^infected:/),
    });
  });
});

describe('a lost connection', () => {
  it.each([
    ['the bucket first', [partHead(assets), Buffer.from('assets'), LINE_END]],
    ['the file first', []],
  ])('leaves no object, no session, no record: %s', async (_, before) => {
    const caller = await organization(airlock, 'Vanishers');
    const sent = openForm(caller, { 'content-length': String(60 * MIB) });
    sent.on('error', () => undefined);
    for (const piece of before) sent.write(piece);
    sent.write(partHead(filePart('', 'a.txt', 'text/plain')));
    // Writes until the store has parts of it.
    const store = await StoreAccess.of(airlock.dataDir);
    while ((await store.sessions()).length === 0) if (!sent.write(Buffer.alloc(MIB, 'a'))) await once(sent, 'drain');
    expect((await caller.get('/v1/usage')).body).toMatchObject({ pending_count: 1 });
    sent.destroy();
    await until(async () => (await caller.get('/v1/usage')).body.pending_count === 0);
    await until(async () => (await store.sessions()).length === 0);
    store.close();
    await nothingLeft(caller);
    expect((await storedKeys(airlock.dataDir)).filter((key) => key.includes('/staging/'))).toEqual([]);
  });
});

it('an upload under way cannot be confirmed from outside, has no URL, and can be canceled', async () => {
  const caller = await organization(airlock, 'Meddlers');
  const sent = openForm(caller, { 'content-length': String(60 * MIB) });
  const answer = answerTo(sent);
  for (const piece of [partHead(assets), Buffer.from('assets'), LINE_END]) sent.write(piece);
  sent.write(partHead(filePart('', 'a.txt', 'text/plain')));
  // Faster than BODY_MIN_BYTES_PER_SECOND: only the cancellation may end it.
  const trickle = setInterval(() => sent.write('some more text'.repeat(200)), 100);
  let id: string | undefined;
  while (!id) id = (await caller.get('/v1/files')).body.items[0]?.fileId;
  expect((await caller.get(`/v1/uploads/${id}`)).body).toMatchObject({ method: 'STREAMED', part_count: null });
  expect(codes(await caller.post(`/v1/uploads/${id}/confirm`))).toMatchObject({ code: 'UPLOAD_NOT_UPLOADED' });
  expect(codes(await caller.post(`/v1/uploads/${id}/sign`))).toMatchObject({ code: 'UNSUPPORTED_METHOD' });
  const parts = await caller.post(`/v1/uploads/${id}/parts`, { part_numbers: [1] });
  expect(codes(parts)).toMatchObject({ code: 'UNSUPPORTED_METHOD' });
  expect((await caller.delete(`/v1/uploads/${id}`)).status).toBe(200);
  expect(codes(await answer)).toMatchObject({ status: 410, code: 'GONE' });
  clearInterval(trickle);
  sent.destroy();
  expect((await caller.get('/v1/usage')).body).toMatchObject({ reserved_bytes: 0, pending_count: 0 });
});

it('no client can ask for the method STREAMED', async () => {
  const input = { filename: 'a.txt', file_size_bytes: 5, content_type: 'text/plain', method: 'STREAMED' };
  const created = await api.post('/v1/buckets/assets/uploads', input);
  expect(codes(created)).toEqual({ status: 400, code: 'VALIDATION_FAILED', field: 'method' });
  const presign = { filename: 'a.txt', mimeType: 'text/plain', bucket: 'assets', size: 5, method: 'STREAMED' };
  expect(codes(await api.post('/v1/files/presign', presign))).toMatchObject({ status: 400, field: 'method' });
});

describe('in the end', () => {
  it('usage, timelines and blobs agree with the uploads, and no object is an orphan', async () => {
    const stored = new StoredState(airlock.dataDir);
    await stored.expectConsistent();
    await stored.expectOnlyLiveBytesAfterTrash();
  });
});
