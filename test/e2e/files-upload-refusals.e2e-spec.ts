import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { noise, pdf, png } from '../support/fixtures.js';
import {
  answerTo,
  field,
  filePart,
  formBytes,
  type FormPart,
  LINE_END,
  openForm,
  partHead,
  sendForm,
} from '../support/form.js';
import {
  assets,
  codes,
  IDLE_SECONDS,
  largeDocx,
  MAX_IMAGE_BYTES,
  MIB,
  nothingLeft,
  organization,
  startForForms,
} from '../support/form-senders.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { until } from '../support/resilience/until.js';

let airlock: Airlock;

beforeAll(async () => {
  airlock = await startForForms();
});
afterAll(() => airlock.dispose());

describe('a form that is refused leaves nothing', () => {
  let caller: Api;
  beforeAll(async () => {
    caller = await organization(airlock, 'Refused', { quota_bytes: 40 * MIB });
    await caller.post('/v1/buckets', { bucket_name: 'small', max_file_size: 1000, allowed_content_types: ['image/*'] });
    await caller.post('/v1/buckets', { bucket_name: 'closed' });
    await caller.call('PATCH', '/v1/buckets/closed', { status: 'ARCHIVED' });
  });
  afterEach(() => nothingLeft(caller));

  const small = pdf('small');
  const large = noise(9 * MIB, 'large');
  const textOf = (bytes: number) => filePart(Buffer.alloc(bytes, 'a'), 'a.txt', 'text/plain');

  it.each<[string, FormPart[], number, string, string | undefined]>([
    ['without a file', [assets], 400, 'VALIDATION_FAILED', 'file'],
    ['with text for a file', [assets, field('file', 'text')], 400, 'VALIDATION_FAILED', 'file'],
    ['with an empty file', [assets, filePart('')], 400, 'VALIDATION_FAILED', 'file'],
    ['with two files', [assets, filePart(small), filePart(small)], 400, 'VALIDATION_FAILED', 'file'],
    ['with two large files', [assets, textOf(9 * MIB), textOf(9 * MIB)], 400, 'VALIDATION_FAILED', 'file'],
    ['without a bucket', [filePart(small)], 400, 'VALIDATION_FAILED', 'bucket'],
    ['without a bucket, large', [textOf(9 * MIB)], 400, 'VALIDATION_FAILED', 'bucket'],
    ['for an unknown bucket', [field('bucket', 'nowhere'), filePart(small)], 400, 'validation-error', 'bucket'],
    ['for one named too late', [textOf(9 * MIB), field('bucket', 'nowhere')], 400, 'validation-error', 'bucket'],
    ['for a closed bucket', [field('bucket', 'closed'), filePart(small)], 409, 'BUCKET_INACTIVE', undefined],
    ['of a type not taken', [field('bucket', 'small'), filePart('x')], 415, 'UNSUPPORTED_TYPE', 'mimeType'],
    [
      'larger than its bucket',
      [field('bucket', 'small'), filePart(noise(1001), 'a.png', 'image/png')],
      413,
      'PAYLOAD_TOO_LARGE',
      'size',
    ],
    [
      'larger, with its bucket after the file',
      [filePart(large, 'a.bin', 'application/zip'), field('bucket', 'small'), field('mimeType', 'image/tiff')],
      413,
      'PAYLOAD_TOO_LARGE',
      'size',
    ],
    [
      'with a large image',
      [assets, filePart(Buffer.concat([png(), noise(MAX_IMAGE_BYTES + 1)]), 'a.png', 'image/png')],
      413,
      'PAYLOAD_TOO_LARGE',
      'size',
    ],
    ['with another type', [assets, filePart('no pdf')], 422, 'MIME_TYPE_MISMATCH', 'mimeType'],
    ['with another type, large', [assets, filePart(large)], 422, 'MIME_TYPE_MISMATCH', 'mimeType'],
    [
      'with a zip for a letter',
      [assets, filePart(largeDocx(), 'a.xlsx', 'application/vnd.ms-excel')],
      422,
      'MIME_TYPE_MISMATCH',
      'mimeType',
    ],
    ['with bad metadata', [assets, field('metadata', '{"a":'), filePart(small)], 400, 'VALIDATION_FAILED', 'metadata'],
    [
      'with a list of metadata',
      [assets, field('metadata', '[1]'), filePart(small)],
      400,
      'VALIDATION_FAILED',
      'metadata',
    ],
    [
      'with a prototype',
      [assets, field('metadata', '{"__proto__": {}}'), filePart(small)],
      400,
      'VALIDATION_FAILED',
      'metadata',
    ],
    [
      'with much metadata',
      [assets, field('metadata', `{"a": "${'x'.repeat(17_000)}"}`), filePart(small)],
      400,
      'VALIDATION_FAILED',
      'metadata',
    ],
    [
      'with a huge field',
      [assets, field('other', 'x'.repeat(70_000)), filePart(small)],
      400,
      'VALIDATION_FAILED',
      'other',
    ],
    [
      'with many fields',
      [...Array.from({ length: 20 }, (_, n) => field(`f${n}`, 'x')), filePart(small)],
      400,
      'VALIDATION_FAILED',
      'body',
    ],
    [
      'without a name',
      [assets, { ...filePart(small), filename: '', type: 'application/octet-stream' }],
      400,
      'VALIDATION_FAILED',
      'filename',
    ],
    [
      'with a name that runs backwards',
      [assets, filePart(small, 'a\u202efdp.exe')],
      400,
      'VALIDATION_FAILED',
      'filename',
    ],
    [
      'with no type at all',
      [assets, filePart(small), field('mimeType', 'nonsense')],
      400,
      'VALIDATION_FAILED',
      'mimeType',
    ],
    ['beyond the quota', [assets, textOf(41 * MIB)], 403, 'QUOTA_EXCEEDED', undefined],
    ['beyond the quota, told late', [textOf(41 * MIB), assets], 403, 'QUOTA_EXCEEDED', undefined],
  ])('%s', async (_, parts, status, code, at) => {
    expect(codes(await sendForm(caller, parts))).toEqual({ status, code, field: at });
  });

  it('for another tenant’s bucket', async () => {
    const { body: theirs } = await (
      await organization(airlock, 'Others')
    ).post('/v1/buckets', { bucket_name: 'theirs' });
    for (const bucket of ['theirs', theirs.bucket_id])
      expect(codes(await sendForm(caller, [field('bucket', bucket), filePart(small)]))).toEqual({
        ...{ status: 400, code: 'validation-error', field: 'bucket' },
      });
  });

  it('that is no form', async () => {
    const json = await caller.post('/v1/files/upload', { bucket: 'assets' });
    expect(codes(json)).toMatchObject({ status: 415, code: 'UNSUPPORTED_TYPE' });
    const elsewhere = await sendForm(caller, [assets], {}, '/v1/files/presign');
    expect(codes(elsewhere)).toMatchObject({ status: 415, code: 'UNSUPPORTED_TYPE' });
    const noBoundary = await sendForm(caller, [assets], { 'content-type': 'multipart/form-data' });
    expect(codes(noBoundary)).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });

  it.each([
    ['garbage', Buffer.from('garbage')],
    ['nothing', Buffer.alloc(0)],
    ['noise', noise(100_000)],
    ['half of a form', formBytes([assets, filePart(pdf())]).subarray(0, -30)],
    ['garbage for a head', formBytes([assets, { ...filePart(pdf()), disposition: '\u0000\u0001: \r\r\n;;;' }])],
    ['a head without an end', formBytes([assets, { ...filePart(pdf()), disposition: `X: ${'y'.repeat(100_000)}` }])],
  ])('made of %s', async (_, bytes) => {
    expect(codes(await sendForm(caller, bytes))).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });

  it('from a caller without the scope, before a byte of it is read', async () => {
    const { body } = await caller.post('/v1/api-keys', { name: 'reader', scopes: ['uploads:read'] });
    expect(await sendForm(caller.as(body.api_key), [assets, filePart(small)])).toMatchObject({ status: 403 });
    expect(await sendForm(caller.as(`sk_${'x'.repeat(32)}`), [assets, filePart(small)])).toMatchObject({ status: 401 });
  });

  it('whose length alone is too large', async () => {
    const sent = openForm(caller, { 'content-length': String(6e9) });
    const answer = answerTo(sent);
    sent.write(partHead(assets));
    expect(codes(await answer)).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
    sent.destroy();
  });

  it('of a type that its bucket does not accept, before its bytes arrive', async () => {
    const sent = openForm(caller, { 'content-length': String(20 * MIB) });
    const answer = answerTo(sent);
    for (const part of [field('bucket', 'small'), field('mimeType', 'text/plain')])
      for (const piece of [partHead(part), Buffer.from(part.content), LINE_END]) sent.write(piece);
    for (const piece of [partHead(filePart('', 'a.txt')), Buffer.from('begun')]) sent.write(piece);
    expect(codes(await answer)).toMatchObject({ status: 415, code: 'UNSUPPORTED_TYPE' });
    sent.destroy();
  });

  it('whose sender stops sending', async () => {
    for (const parts of [[partHead(filePart('')), Buffer.alloc(9 * MIB, 'a')], [partHead(assets)]]) {
      const sent = openForm(caller, { 'content-length': String(20 * MIB) });
      const answer = answerTo(sent);
      for (const part of parts) sent.write(part);
      expect(codes(await answer)).toEqual({ status: 408, code: 'REQUEST_TIMEOUT', field: 'body' });
      sent.destroy();
    }
  });

  it('whose sender is too slow, though a byte arrives now and then', async () => {
    const sent = openForm(caller, { 'content-length': String(MIB) });
    const answer = answerTo(sent);
    sent.write(partHead(filePart('')));
    const trickle = setInterval(() => sent.write('a'), 300);
    expect(codes(await answer)).toMatchObject({ status: 408, code: 'REQUEST_TIMEOUT' });
    clearInterval(trickle);
    sent.destroy();
  });

  it.each([
    ['its file', [], 'file', 'base64'],
    ['a field', [partHead(filePart('')), LINE_END], 'metadata', 'quoted-printable'],
  ])('that encodes %s', async (_, before, name, encoding) => {
    const disposition = `Content-Disposition: form-data; name="${name}"; filename="a"\r\nContent-Transfer-Encoding: ${encoding}`;
    const encoded = formBytes([assets, { ...filePart('aGVsbG8=', 'a.txt', 'text/plain'), disposition }]);
    const bytes = Buffer.concat([...before, encoded]);
    expect(codes(await sendForm(caller, bytes))).toEqual({ status: 400, code: 'VALIDATION_FAILED', field: name });
  });
});

describe('what a form may need is reserved with its first byte', () => {
  /** The file first, so that its bucket is not known yet; the file does not end. */
  function begun(caller: Api, length: number) {
    const sent = openForm(caller, { 'content-length': String(length) });
    const answer = answerTo(sent);
    sent.write(Buffer.concat([partHead(filePart('')), Buffer.from('%PDF-')]));
    return { sent, answer };
  }

  it('so that one beyond the quota is refused before its bytes have come', async () => {
    const caller = await organization(airlock, 'Small quota', { quota_bytes: MIB });
    const { sent, answer } = begun(caller, 7 * MIB);
    expect(codes(await answer)).toMatchObject({ status: 403, code: 'QUOTA_EXCEEDED' });
    sent.destroy();
    await nothingLeft(caller);
  });

  it('so that as many are open as may be pending', async () => {
    const caller = await organization(airlock, 'One at a time', { pending_limit: 1 });
    const first = begun(caller, 7 * MIB);
    // It stays open however long the rest takes.
    const more = setInterval(() => first.sent.write(Buffer.alloc(4096)), 300);
    const reserved = async () => (await caller.get('/v1/usage')).body;
    await until(async () => (await reserved()).pending_count === 1);
    expect(await reserved()).toMatchObject({ reserved_bytes: 7 * MIB });
    const second = begun(caller, 7 * MIB);
    expect(codes(await second.answer)).toMatchObject({ status: 503, code: 'STAGING_LIMIT_EXCEEDED' });
    clearInterval(more);
    first.answer.catch(() => undefined);
    for (const { sent } of [first, second]) sent.destroy();
    await until(async () => (await reserved()).pending_count === 0);
    await nothingLeft(caller);
  });
});

describe('a server that was stopped for longer than it waits for a sender', () => {
  it('does not count the pause against the sender', async () => {
    const caller = await organization(airlock, 'Patient');
    const whole = formBytes([assets, filePart(pdf('sent around a pause'))]);
    const sent = openForm(caller, { 'content-length': String(whole.length) });
    const answer = answerTo(sent);
    sent.write(whole.subarray(0, -50));
    await until(async () => (await caller.get('/v1/usage')).body.pending_count === 1);
    process.kill(airlock.pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, (IDLE_SECONDS + 1.5) * 1000));
    // The rest is there when the server goes on: how fast this process is does not count either.
    sent.end(whole.subarray(-50));
    process.kill(airlock.pid, 'SIGCONT');
    expect(await answer).toMatchObject({ status: 201 });
  });
});

describe('in the end', () => {
  it('usage, timelines and blobs agree with the uploads, and no object is an orphan', async () => {
    const stored = new StoredState(airlock.dataDir);
    await stored.expectConsistent();
    await stored.expectOnlyLiveBytesAfterTrash();
  });
});
