import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { type Answer, Api, http, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { keyOf, StoreAccess } from '../support/store-access.js';
import { storeEnforces } from '../support/store-checks.js';
import { confirm, create, put, settled } from '../support/walk.js';

let airlock: Airlock;
let api: Api;
let store: StoreAccess;

beforeAll(async () => {
  airlock = await Airlock.start();
  api = new Api(airlock.url);
  store = await StoreAccess.of(airlock.dataDir);
});
afterAll(async () => {
  store.close();
  await airlock.dispose();
});

const bytes = pdf();
const file = { filename: 'report.pdf', contentType: 'application/pdf', bytes };
const type = { 'content-type': 'application/pdf' };
const sha256 = (of: Buffer) => createHash('sha256').update(of).digest('hex');

/** The same URL with one parameter of its query changed. */
function altered(upload: Json, name: string, change: (value: string) => string): string {
  const url = new URL(upload.presigned_url);
  url.searchParams.set(name, change(url.searchParams.get(name)!));
  return url.href;
}

const lastDigit = (hex: string) => hex.slice(0, -1) + (hex.endsWith('0') ? '1' : '0');
const putTo = (url: string, more = {}) => http(url, { method: 'PUT', body: bytes, headers: { ...type, ...more } });

type Attempt = (upload: Json) => Promise<Answer<Json>>;
const attempts: Record<string, Attempt> = {
  'another type': (upload) => putTo(upload.presigned_url, { 'content-type': 'text/html' }),
  'no type': ({ presigned_url: url }) => http(url, { method: 'PUT', body: bytes }),
  'one byte more': (upload) => put(upload, Buffer.concat([bytes, Buffer.from('x')])),
  'one byte less': (upload) => put(upload, bytes.subarray(1)),
  'no bytes': (upload) => put(upload, Buffer.alloc(0)),
  'an altered signature': (upload) => putTo(altered(upload, 'X-Amz-Signature', lastDigit)),
  'no signature': (upload) => putTo(upload.presigned_url.replace(/&X-Amz-Signature=[0-9a-f]+/, '')),
  'no query at all': (upload) => putTo(upload.presigned_url.split('?')[0]),
  'a longer life': (upload) => putTo(altered(upload, 'X-Amz-Expires', () => '604800')),
  'another date': (upload) =>
    putTo(altered(upload, 'X-Amz-Date', (date) => date.replace(/\d\dZ$/, (end) => (end === '00Z' ? '01Z' : '00Z')))),
  'fewer signed headers': (upload) => putTo(altered(upload, 'X-Amz-SignedHeaders', () => 'content-type;host')),
  'another access key': (upload) => putTo(altered(upload, 'X-Amz-Credential', (scope) => `X${scope.slice(1)}`)),
  'a public ACL': (upload) => putTo(upload.presigned_url, { 'x-amz-acl': 'public-read' }),
  'unsigned metadata': (upload) => putTo(upload.presigned_url, { 'x-amz-meta-owner': 'me' }),
  'a copy in its place': (upload) =>
    http(upload.presigned_url, {
      method: 'PUT',
      headers: {
        ...type,
        'content-length': '0',
        'x-amz-copy-source': `/${store.bucket}/${keyOf(upload.presigned_url)}`,
      },
    }),
  GET: ({ presigned_url: url }) => http(url),
  HEAD: ({ presigned_url: url }) => http(url, { method: 'HEAD' }),
  DELETE: ({ presigned_url: url }) => http(url, { method: 'DELETE' }),
  POST: ({ presigned_url: url }) => http(url, { method: 'POST', body: bytes, headers: type }),
  'a chunked body': ({ presigned_url: url }) =>
    http(url, { method: 'PUT', headers: { ...type, 'transfer-encoding': 'chunked' } }),
};

async function expectNothingStored({ upload_id: id, presigned_url: url }: Json): Promise<void> {
  expect(await store.holds(keyOf(url))).toBe(false);
  expect(await confirm(api, id)).toMatchObject({ status: 409, body: { code: 'UPLOAD_NOT_UPLOADED' } });
}

/** Some stores take such headers without a signature; that an ACL changes nothing is the probe's to prove. */
const unsigned = ['a public ACL', 'unsigned metadata'];

describe('the store itself refuses', () => {
  it.each(Object.entries(attempts))('%s', async (name, attempt) => {
    if (unsigned.includes(name) && !(await storeEnforces(api, 'unsigned_headers'))) return;
    const created = await create(api, file);
    const { status } = await attempt(created);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    await expectNothingStored(created);
  });

  it('the key of another upload', async () => {
    const [mine, other] = [await create(api, file), await create(api, file)];
    const url = mine.presigned_url.replace(mine.upload_id, other.upload_id);
    expect((await putTo(url)).status).toBe(403);
    await expectNothingStored(other);
    await expectNothingStored(mine);
  });

  it('a genuine URL once it has expired, and takes the same one before', async () => {
    const created = await create(api, file);
    const sign = (at: Date) => store.signPut(keyOf(created.presigned_url), file.contentType, { at, expiresIn: 60 });
    const expired = await putTo(await sign(new Date(Date.now() - 61_000)));
    expect(expired.status).toBe(403);
    expect(expired.text).toContain('AccessDenied');
    await expectNothingStored(created);
    expect((await putTo(await sign(new Date()))).status).toBe(200);
  });
});

describe('a PUT with nothing but Content-Type', () => {
  const declared = { guarantees: ['length', 'type'], headers: { 'Content-Type': 'application/pdf' } };

  it('is all that is asked for', async () => {
    const created = await create(api, file);
    expect(created).toMatchObject(declared);
    expect(Object.keys(created.headers)).toEqual(['Content-Type']);
    const signed = new URL(created.presigned_url).searchParams.get('X-Amz-SignedHeaders');
    expect(signed).toBe('content-length;content-type;host');
  });

  it('works by fetch', async () => {
    const created = await create(api, file);
    const answer = await fetch(created.presigned_url, {
      method: 'PUT',
      headers: type,
      body: new Blob([new Uint8Array(bytes)]),
    });
    expect(answer.status).toBe(200);
    await confirm(api, created.upload_id);
    expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED', file_hash: sha256(bytes) });
  });

  it('works from a bare socket', async () => {
    const created = await create(api, file);
    const { hostname, port, host, pathname, search } = new URL(created.presigned_url);
    const socket = connect(Number(port), hostname);
    const head = [
      `PUT ${pathname}${search} HTTP/1.1`,
      `Host: ${host}`,
      'Content-Type: application/pdf',
      `Content-Length: ${bytes.length}`,
    ];
    socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]));
    const [answer] = await once(socket, 'data');
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1.1 200 OK/);
    await confirm(api, created.upload_id);
    expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED', file_hash: sha256(bytes) });
  });

  it('promises no length where none was declared, and says so', async () => {
    const created = await create(api, file, { file_size_bytes: undefined, method: 'PUT' });
    expect(created).toMatchObject({ guarantees: ['type'], headers: { 'Content-Type': 'application/pdf' } });
    expect((await put(created, bytes)).status).toBe(200);
    await confirm(api, created.upload_id);
    expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED', file_size_bytes: bytes.length });
  });
});

describe('guarantees', () => {
  // The same bytes are here already: each test wants an upload of its own.
  const strict = { guarantees: ['sha256', 'create_only'], file_hash: sha256(bytes), skip_duplicates: false };
  const bodyOfSameLength = Buffer.from(bytes).fill('x', 0, 1);

  const guaranteeOf: Record<string, string> = { 'If-None-Match': 'create_only', 'x-amz-checksum-sha256': 'sha256' };

  it('are listed where the store enforces them, and are headers to send', async () => {
    const created = await create(api, file, strict);
    const [createOnly, checksum] = [await storeEnforces(api, 'create_only'), await storeEnforces(api, 'sha256')];
    const expected = ['length', 'type', ...(checksum ? ['sha256'] : []), ...(createOnly ? ['create_only'] : [])];
    expect(created.guarantees).toEqual(expected);
    expect(created.headers).toEqual({
      'Content-Type': 'application/pdf',
      ...(createOnly ? { 'If-None-Match': '*' } : {}),
      ...(checksum ? { 'x-amz-checksum-sha256': createHash('sha256').update(bytes).digest('base64') } : {}),
    });
  });

  it.each(['If-None-Match', 'x-amz-checksum-sha256'])('refuse a PUT without %s', async (name) => {
    const created = await create(api, file, strict);
    if (!created.guarantees.includes(guaranteeOf[name])) return;
    const { [name]: _, ...headers } = created.headers;
    expect((await http(created.presigned_url, { method: 'PUT', body: bytes, headers })).status).toBe(403);
    await expectNothingStored(created);
  });

  it('refuse other bytes of the same length', async () => {
    const created = await create(api, file, strict);
    if (!created.guarantees.includes('sha256')) return;
    const answer = await put(created, bodyOfSameLength);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('BadDigest');
    await expectNothingStored(created);
  });

  it('refuse other bytes under their own checksum', async () => {
    const created = await create(api, file, strict);
    if (!created.guarantees.includes('sha256')) return;
    const checksum = createHash('sha256').update(bodyOfSameLength).digest('base64');
    expect((await put(created, bodyOfSameLength, { 'x-amz-checksum-sha256': checksum })).status).toBe(403);
    await expectNothingStored(created);
  });

  it('let the same URL create only once', async () => {
    const created = await create(api, file, { ...strict, skip_duplicates: false });
    if (!created.guarantees.includes('create_only')) return;
    expect((await put(created, bytes)).status).toBe(200);
    expect((await put(created, bytes)).status).toBe(412);
    await confirm(api, created.upload_id);
    expect(await settled(api, created.upload_id)).toMatchObject({ status: 'COMPLETED', file_hash: sha256(bytes) });
  });

  it('need the hash they are to enforce, by REST and by GraphQL', async () => {
    const { guarantees } = strict;
    const rest = await api.post('/v1/buckets/assets/uploads', {
      filename: 'a.pdf',
      content_type: 'application/pdf',
      guarantees,
    });
    expect(rest).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ field: 'file_hash' }] } });
    const input = { bucketId: 'assets', filename: 'a.pdf', contentType: 'application/pdf', guarantees: ['SHA256'] };
    const { body } = await api.graphql('mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id } }', {
      input,
    });
    expect(body.errors[0].extensions).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field: 'fileHash' }] });
  });
});
