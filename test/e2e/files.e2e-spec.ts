import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createdBy } from '../support/scrape.js';
import { Airlock } from '../support/airlock.js';
import { Api, http, type Json } from '../support/api.js';
import { docx, pdf, png } from '../support/fixtures.js';
import { blackPng } from '../support/hostile-pictures.js';
import { withVariants } from '../support/made-variants.js';
import { settled } from '../support/walk.js';

const MOST_OPEN = 4;

let airlock: Airlock;
let root: Api;
let api: Api;

async function organization(name: string): Promise<Api> {
  const { body } = await root.post('/v1/organizations', { name, tier: 'pro' });
  return root.as(body.api_key);
}

beforeAll(async () => {
  airlock = await Airlock.start({
    env: { FILES_MAX_IMAGE_BYTES: '100000', FILES_STAGING_MAX_PER_TENANT: String(MOST_OPEN) },
  });
  root = new Api(airlock.url);
  api = await organization('Readers');
});
afterAll(() => airlock.dispose());

const report = { filename: 'report.pdf', mimeType: 'application/pdf', bucket: 'assets' };

const presign = (caller: Api, body: Record<string, unknown>, prefix = '/v1') =>
  caller.post(`${prefix}/files/presign`, body);

const send = ({ uploadUrl, headers }: Json, bytes: Buffer) =>
  http(uploadUrl, { method: 'PUT', body: bytes, headers }).then(({ status }) => status);

/** Presign, PUT, confirm, wait for the verdict; the file as it then is. */
async function file(caller: Api, bytes: Buffer, more: Record<string, unknown> = {}): Promise<Json> {
  const { status, body } = await presign(caller, { ...report, size: bytes.length, ...more });
  expect(status).toBe(200);
  expect(await send(body, bytes)).toBe(200);
  await caller.post(`/v1/files/presign/${body.fileId}/confirm`);
  await settled(caller, body.fileId);
  return (await caller.get(`/v1/files/${body.fileId}`)).body;
}

describe.each(['/v1', '/api/v1'])('a presigned file under %s', (prefix) => {
  it('goes all the way, with and without trailing slashes', async () => {
    const bytes = pdf(prefix);
    const { status, body } = await api.post(`${prefix}/files/presign/`, {
      ...report,
      size: bytes.length,
      metadata: { shelf: 7 },
    });
    expect(status).toBe(200);
    expect(await createdBy(airlock.url, 'files')).toBeGreaterThan(0);
    expect(Object.keys(body).sort()).toEqual(
      ['fileId', 'uploadUrl', 'method', 'expiresAt', 'fields', 'headers', 'status'].sort(),
    );
    expect(body).toMatchObject({ method: 'PUT', fields: null, status: 'pending_scan' });
    expect(body.headers).toEqual({ 'Content-Type': 'application/pdf' });
    const lifeSeconds = (new Date(body.expiresAt).getTime() - Date.now()) / 1000;
    expect(Math.abs(lifeSeconds - 900)).toBeLessThan(60);
    const path = `${prefix}/files/${body.fileId}`;
    expect((await api.get(path)).body).toMatchObject({ status: 'pending_scan', url: null, detectedType: null });
    expect(await api.get(`${path}/content`)).toMatchObject({ status: 409, body: { code: 'INVALID_STATE' } });
    expect(await api.post(`${prefix}/files/presign/${body.fileId}/confirm`)).toMatchObject({
      status: 409,
      body: { code: 'UPLOAD_NOT_UPLOADED' },
    });
    expect(await send(body, bytes)).toBe(200);
    const confirmed = await api.post(`${prefix}/files/presign/${body.fileId}/confirm/`);
    expect(confirmed.status).toBe(200);
    expect(confirmed.body.fileId).toBe(body.fileId);
    await settled(api, body.fileId);
    const { body: done } = await api.get(`${path}/`);
    expect(done).toEqual({
      ...{ fileId: body.fileId, status: 'available', filename: 'report.pdf', mimeType: 'application/pdf' },
      ...{
        detectedType: 'application/pdf',
        typeProof: 'proven',
        size: bytes.length,
        bucket: 'assets',
        metadata: { shelf: 7 },
      },
      url: expect.stringMatching(new RegExp(`/v1/files/${body.fileId}/content$`)),
      createdAt: expect.stringMatching(/^\d{4}-.*T.*\.\d{3}Z$/),
      uploadedBy: expect.stringMatching(/^key_/),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    const content = await api.get(`${path}/content`);
    expect(content.status).toBe(302);
    expect(content.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cache-control': 'no-store',
    });
    expect((await http(String(content.headers.location))).text).toBe(bytes.toString());
    const link = await api.get(`${path}/download-url?filename=${encodeURIComponent('Bücher 📚.pdf')}&expires_in=60`);
    expect(Object.keys(link.body).sort()).toEqual(['download_url', 'expires_at']);
    const served = await http(link.body.download_url);
    expect(served.headers['content-disposition']).toBe(
      `attachment; filename="B_cher __.pdf"; filename*=UTF-8''B%C3%BCcher%20%F0%9F%93%9A.pdf`,
    );
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });
});

async function served(fileId: string, query = ''): Promise<string[]> {
  const { body } = await api.get(`/v1/files/${fileId}/download-url${query}`);
  const { headers } = await http(body.download_url);
  return [String(headers['content-type']), String(headers['content-disposition']).split(';')[0]!];
}

describe('what is served', () => {
  it('is shown when no browser can run it, and a download when asked for', async () => {
    const { fileId } = await file(api, png(), { filename: 'a.png', mimeType: 'image/png' });
    expect(await served(fileId)).toEqual(['image/png', 'inline']);
    expect(await served(fileId, '?disposition=attachment')).toEqual(['image/png', 'attachment']);
  });

  it.each([
    ['a page', 'page.html', 'text/html', '<!doctype html><script>alert(1)</script>'],
    ['a drawing with a script', 'a.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'],
    ['a document', 'a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', docx()],
  ])('%s is never shown, whatever is asked for', async (_, filename, mimeType, bytes) => {
    const { fileId, status } = await file(api, Buffer.from(bytes), { filename, mimeType });
    expect(status).toBe('available');
    expect(await served(fileId, '?disposition=inline')).toEqual(['application/octet-stream', 'attachment']);
  });
});

describe('a picture', () => {
  const picture = { filename: 'a.png', mimeType: 'image/png' };
  const withoutUrl = ({ url: _, ...variant }: Json) => variant;

  it('has dimensions and variants, the same over every protocol, and its quota is its own size', async () => {
    const owner = await organization('Photographers');
    const bytes = png(600, 300);
    const { fileId } = await file(owner, bytes, picture);
    const { image, variants } = await withVariants(owner, fileId);
    expect(image).toEqual({ width: 600, height: 300 });
    expect(variants.map(({ name, width, height }: Json) => `${name} ${width}x${height}`)).toEqual([
      ...['thumb 256x128', 'medium 600x300', 'large 600x300'],
    ]);
    for (const { name, url, size } of variants) {
      expect(size).toBeGreaterThan(0);
      expect(url).toMatch(new RegExp(`^http://[^/]+/v1/blobs/[A-Za-z0-9_-]+/${name}$`));
    }
    const { items } = (await owner.get('/v1/files')).body;
    expect(items[0]).toMatchObject({ fileId, image, variants: variants.map(withoutUrl) });
    const inGraphql = variants.map((one: Json) => ({ ...withoutUrl(one), name: one.name.toUpperCase() }));
    const { body } = await owner.graphql(
      `{ files(first: 1) { nodes { image { width height } imageError variants { name width height size } } }
         upload(id: "${fileId}") { file { image { width } } } }`,
    );
    expect(body.data).toEqual({
      files: { nodes: [{ image, imageError: null, variants: inGraphql }] },
      upload: { file: { image: { width: 600 } } },
    });
    expect((await owner.get('/v1/usage')).body.used_bytes).toBe(bytes.length);
  });

  it('that cannot be decoded is a file like any other', async () => {
    const bomb = blackPng(17_000, 17_000);
    const { fileId } = await file(api, bomb, { ...picture, filename: 'bomb.png' });
    // Pictures are taken in the order they came: after this one, it had its turn.
    const { fileId: next } = await file(api, png(11, 11), picture);
    await withVariants(api, next);
    const { body } = await api.get(`/v1/files/${fileId}`);
    expect(body).toMatchObject({ status: 'available', size: bomb.length, imageError: 'too_many_pixels' });
    expect([body.image, body.variants]).toEqual([undefined, undefined]);
    const { headers } = await api.get(`/v1/files/${fileId}/content`);
    expect((await fetch(String(headers.location))).status).toBe(200);
  });

  it('has its variants made again when that is asked for, and no other file has', async () => {
    const { fileId } = await file(api, png(21, 21), picture);
    const { variants } = await withVariants(api, fileId);
    for (const prefix of ['/v1', '/api/v1'])
      expect(await api.post(`${prefix}/files/${fileId}/variants`)).toMatchObject({
        status: 202,
        body: { fileId, image: { width: 21, height: 21 }, variants: variants.map(withoutUrl) },
      });
    const { fileId: report1 } = await file(api, pdf('no picture'));
    const waiting = (await presign(api, { ...report, ...picture, size: 5 })).body.fileId;
    const asked = (caller: Api, id: string) => caller.post(`/v1/files/${id}/variants`);
    expect(await asked(api, report1)).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_TYPE' } });
    expect(await asked(api, waiting)).toMatchObject({ status: 409, body: { code: 'INVALID_STATE' } });
    expect(await asked(await organization('Peepers'), fileId)).toMatchObject({ status: 404 });
    await api.delete(`/v1/files/${waiting}`);
  });
});

describe('lists', () => {
  it('page through files by bucket and status, the same over both protocols', async () => {
    const reader = await organization('Listers');
    const available = await Promise.all(['1', '2', '3'].map((text) => file(reader, pdf(text))));
    const elsewhere = await file(reader, pdf('4'), { bucket: 'documents' });
    const waiting = (await presign(reader, { ...report, size: 5 })).body.fileId;
    const rejected = await file(reader, Buffer.from('no pdf at all'), {});
    expect(rejected).toMatchObject({ status: 'rejected', statusReason: 'mime_mismatch', url: null, sha256: null });
    const ids = async (query: string) =>
      (await reader.get(`/v1/files${query}`)).body.items.map(({ fileId }: Json) => fileId);
    const newestFirst = available.map(({ fileId }) => fileId).toSorted((a, b) => (a < b ? 1 : -1));
    expect(await ids('?status=available&bucket=assets')).toEqual(newestFirst);
    expect(await ids('?bucket=documents')).toEqual([elsewhere.fileId]);
    expect(await ids('?status=pending_scan')).toEqual([waiting]);
    expect(await ids('?status=rejected')).toEqual([rejected.fileId]);
    const { body: first } = await reader.get('/api/v1/files/?status=available&bucket=assets&limit=2');
    const { body: second } = await reader.get(
      `/v1/files?status=available&bucket=assets&limit=2&cursor=${first.next_cursor}`,
    );
    expect([...first.items, ...second.items].map(({ fileId }: Json) => fileId)).toEqual(newestFirst);
    expect(second.next_cursor).toBeNull();
    const { body } = await reader.graphql(
      '{ files(first: 2, filter: {bucket: "assets", status: AVAILABLE}) { nodes { fileId url } pageInfo { hasNextPage endCursor } } }',
    );
    expect(body.data.files.nodes).toEqual(first.items.map(({ fileId, url }: Json) => ({ fileId, url })));
    expect(body.data.files.pageInfo).toEqual({ hasNextPage: true, endCursor: first.next_cursor });
    expect(await (await organization('Strangers')).get('/v1/files')).toMatchObject({ body: { items: [] } });
  });

  it('accept no status of another API', async () => {
    const { status, body } = await api.get('/v1/files?status=COMPLETED');
    expect({ status, field: body.errors[0].field }).toEqual({ status: 400, field: 'status' });
  });
});

describe('refusals', () => {
  it.each([
    ['a bucket that nobody has', { bucket: 'nowhere' }, 400, 'validation-error', 'bucket'],
    ['a type that is none', { mimeType: 'nonsense' }, 400, 'VALIDATION_FAILED', 'mimeType'],
    ['a path for a name', { filename: '../a.pdf' }, 400, 'VALIDATION_FAILED', 'filename'],
    ['no size', { size: undefined }, 400, 'VALIDATION_FAILED', 'size'],
    ['no bytes', { size: 0 }, 400, 'VALIDATION_FAILED', 'size'],
    ['an unknown field', { content_type: 'a/b' }, 400, 'VALIDATION_FAILED', 'content_type'],
    ['the guarantee of a hash without one', { guarantees: ['sha256'] }, 400, 'VALIDATION_FAILED', 'sha256'],
    ['more than the tier', { size: 6e9, method: 'MULTIPART' }, 413, 'PAYLOAD_TOO_LARGE', 'size'],
    ['a large image', { size: 100_001, mimeType: 'image/png' }, 413, 'PAYLOAD_TOO_LARGE', 'size'],
  ])('%s', async (_, wrong, status, code, field) => {
    const { status: answered, body } = await presign(api, { ...report, size: 10, ...wrong });
    expect({ status: answered, code: body.code, field: body.errors?.[0].field }).toEqual({ status, code, field });
  });

  it('another tenant’s bucket is no bucket, by id either', async () => {
    const others = await organization('Others');
    const { body: theirs } = await others.post('/v1/buckets', { bucket_name: 'theirs' });
    for (const bucket of ['theirs', theirs.bucket_id])
      expect(await presign(api, { ...report, size: 1, bucket })).toMatchObject({
        status: 400,
        body: { code: 'validation-error' },
      });
  });

  it('another tenant’s file is not there', async () => {
    const { body } = await presign(api, { ...report, size: 1 });
    const others = await organization('Thieves');
    for (const prefix of ['/v1', '/api/v1']) {
      const path = `${prefix}/files/${body.fileId}`;
      const answers = await Promise.all([
        ...[others.get(path), others.get(`${path}/content`), others.get(`${path}/download-url`), others.delete(path)],
        others.post(`${prefix}/files/presign/${body.fileId}/confirm`),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    }
    expect((await api.delete(`/v1/files/${body.fileId}`)).status).toBe(204);
  });

  it('too many files at once: 503, and when to try again', async () => {
    const hoarder = await organization('Hoarders');
    const answers = [];
    for (let n = 0; n <= MOST_OPEN; n++) answers.push(await presign(hoarder, { ...report, size: 1 }));
    expect(answers.map(({ status }) => status)).toEqual([...Array(MOST_OPEN).fill(200), 503]);
    const last = answers.at(-1)!;
    expect(last.body.code).toBe('STAGING_LIMIT_EXCEEDED');
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
  });
});

it('a presign repeated under its Idempotency-Key is the same file with a fresh URL', async () => {
  const again = (body: Json) => api.call('POST', '/v1/files/presign', body, { 'idempotency-key': 'presign-once' });
  const first = await again({ ...report, size: 10 });
  const second = await again({ ...report, size: 10 });
  expect(second.headers['idempotency-replayed']).toBe('true');
  expect(second.body).toMatchObject({ fileId: first.body.fileId, method: 'PUT', headers: first.body.headers });
  expect(second.body.uploadUrl).toContain(first.body.fileId);
  expect(await again({ ...report, size: 11 })).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  await api.delete(`/v1/files/${first.body.fileId}`);
});

it('a hash that is not that of the bytes: rejected', async () => {
  const bytes = pdf('promised');
  const done = await file(api, bytes, { sha256: '0'.repeat(64) });
  expect(done).toMatchObject({ status: 'rejected', statusReason: 'checksum_mismatch' });
  expect(await api.get(`/v1/files/${done.fileId}/content`)).toMatchObject({ status: 410, body: { code: 'GONE' } });
});
