import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { create, put, settled, upload } from '../support/walk.js';

let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  airlock = await Airlock.start({ env: { FILES_STAGING_MAX_PER_TENANT: '1000' } });
  api = new Api(airlock.url);
});
afterAll(() => airlock.dispose());

const file = (n: number) => ({ filename: `${n}.txt`, content_type: 'text/plain', file_size_bytes: 5 });
const batch = (uploads: object[], as = api) => as.post('/v1/buckets/assets/uploads/batch', { uploads });

async function organization(limits: object): Promise<Api> {
  const { body } = await api.post('/v1/organizations', { name: 'batch', tier: 'pro', ...limits });
  return api.as(body.api_key);
}

describe('a batch', () => {
  it('is announced in one request and confirmed in one', async () => {
    const { status, body } = await batch(Array.from({ length: 100 }, (_, n) => file(n)));
    expect([status, body.items.length]).toEqual([201, 100]);
    const [first, second] = body.items as Json[];
    for (const one of [first, second]) expect((await put(one, Buffer.from('hello'))).status).toBe(200);
    const upload_ids = [first.upload_id, body.items[2].upload_id, second.upload_id, 'upl_0000000000000000'];
    const confirmed = await api.post('/v1/uploads/confirm', { upload_ids });
    expect(confirmed.status).toBe(202);
    expect(confirmed.body.items.map((item: Json) => [item.upload_id, item.error?.code])).toEqual([
      [first.upload_id, undefined],
      [body.items[2].upload_id, 'UPLOAD_NOT_UPLOADED'],
      [second.upload_id, undefined],
      ['upl_0000000000000000', 'NOT_FOUND'],
    ]);
    expect((await settled(api, first.upload_id)).status).toBe('COMPLETED');
  });

  it('is refused whole, naming the file at fault, and leaves nothing', async () => {
    const theirs = await organization({ quota_bytes: 12 });
    const refused = await batch([file(1), { ...file(2), filename: 'a/b' }], theirs);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'uploads.1.filename' }] } });
    expect(await batch([file(1), file(2), file(3)], theirs)).toMatchObject({
      status: 403,
      body: { code: 'QUOTA_EXCEEDED' },
    });
    expect((await theirs.get('/v1/usage')).body).toMatchObject({ reserved_bytes: 0, pending_count: 0 });
    expect((await batch([file(1), file(2)], theirs)).status).toBe(201);
    expect((await theirs.get('/v1/usage')).body).toMatchObject({ reserved_bytes: 10, pending_count: 2 });
  });

  it('counts against the cap of open uploads as a whole', async () => {
    const theirs = await organization({ pending_limit: 2 });
    expect(await batch([file(1), file(2), file(3)], theirs)).toMatchObject({
      status: 503,
      body: { code: 'STAGING_LIMIT_EXCEEDED' },
    });
    expect((await batch([file(1), file(2)], theirs)).status).toBe(201);
  });

  it.each([[[]], [Array.from({ length: 101 }, (_, n) => file(n))]])('has one file to a hundred', async (uploads) => {
    expect(await batch(uploads)).toMatchObject({ status: 400, body: { errors: [{ field: 'uploads' }] } });
  });

  it('is announced once under an Idempotency-Key, with URLs that work each time', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const send = () => api.call('POST', '/v1/buckets/assets/uploads/batch', { uploads: [file(1), file(2)] }, headers);
    const [first, again] = [await send(), await send()];
    const ids = ({ body }: { body: Json }) => body.items.map((item: Json) => item.upload_id);
    expect(ids(again)).toEqual(ids(first));
    expect((await put(again.body.items[1], Buffer.from('hello'))).status).toBe(200);
  });

  it('works by GraphQL', async () => {
    const input = { bucketId: 'assets', uploads: [{ filename: 'a.txt', contentType: 'text/plain', fileSizeBytes: 5 }] };
    const query = 'mutation ($input: CreateUploadsInput!) { createUploads(input: $input) { uploadId presignedUrl } }';
    const { body } = await api.graphql(query, { input });
    expect(body.data.createUploads[0].presignedUrl).toContain('X-Amz-Signature');
  });
});

describe('a file that is here already', () => {
  const bytes = pdf();
  const same = { filename: 'copy.pdf', contentType: 'application/pdf', bytes };
  const file_hash = createHash('sha256').update(bytes).digest('hex');
  const declared = { filename: 'copy.pdf', content_type: 'application/pdf', file_size_bytes: bytes.length, file_hash };
  let original: Json;

  beforeAll(async () => {
    original = await upload(api, same);
  });

  it('needs no upload for who may read it', async () => {
    const answer = await api.post('/v1/buckets/assets/uploads', declared);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        ...{ upload_id: original.upload_id, duplicate_of_upload_id: original.upload_id, is_duplicate: true },
        ...{ presigned_url: null, status: 'COMPLETED' },
        message: 'File already exists with the same content hash. No upload needed - returning existing upload.',
      },
    });
  });

  it('is an ordinary upload if the caller wants one, declares another size, or may not read', async () => {
    const own = await api.post('/v1/buckets/assets/uploads', { ...declared, skip_duplicates: false });
    const otherSize = await api.post('/v1/buckets/assets/uploads', { ...declared, file_size_bytes: bytes.length + 1 });
    const writer = await api.post('/v1/api-keys', { name: 'writer', scopes: ['uploads:write'] });
    const blind = await api.as(writer.body.api_key).post('/v1/buckets/assets/uploads', declared);
    for (const { status, body } of [own, otherSize, blind]) {
      expect([status, body.is_duplicate]).toEqual([201, false]);
      expect(body.presigned_url).not.toBeNull();
    }
  });

  it('means nothing to another tenant', async () => {
    const theirs = await organization({});
    const answer = await theirs.post('/v1/buckets/assets/uploads', declared);
    expect([answer.status, answer.body.is_duplicate]).toEqual([201, false]);
  });

  it('is an ordinary upload once it is gone', async () => {
    const gone = { filename: 'gone.txt', contentType: 'text/plain', bytes: Buffer.from('soon gone') };
    const sha256 = createHash('sha256').update(gone.bytes).digest('hex');
    const first = await upload(api, gone);
    await api.delete(`/v1/uploads/${first.upload_id}`);
    expect((await create(api, gone, { file_hash: sha256 })).is_duplicate).toBe(false);
  });
});

/** Every way to create an upload, and how its refusal is spelled there. */
const ways: Record<string, (as: Api, size: number) => Promise<Json>> = {
  'POST /v1/buckets/{id}/uploads': (as, size) =>
    as.post('/v1/buckets/assets/uploads', { ...file(1), file_size_bytes: size }).then(problemOf),
  'POST /v1/buckets/{id}/uploads/batch': (as, size) =>
    batch([file(1), { ...file(2), file_size_bytes: size }], as).then(problemOf),
  createUpload: (as, size) =>
    as
      .graphql('mutation ($input: CreateUploadInput!) { createUpload(input: $input) { uploadId } }', {
        input: { bucketId: 'assets', ...fileInGraphql, fileSizeBytes: size },
      })
      .then(firstError),
  createUploads: (as, size) =>
    as
      .graphql('mutation ($input: CreateUploadsInput!) { createUploads(input: $input) { uploadId } }', {
        input: { bucketId: 'assets', uploads: [fileInGraphql, { ...fileInGraphql, fileSizeBytes: size }] },
      })
      .then(firstError),
  'POST /v1/files/presign': (as, size) =>
    as.post('/v1/files/presign', { bucket: 'assets', filename: 'a.txt', mimeType: 'text/plain', size }).then(problemOf),
};
const fileInGraphql = { filename: 'a.txt', contentType: 'text/plain' };
const problemOf = ({ status, body }: { status: number; body: Json }) => ({ status, code: body.code });
const firstError = ({ body }: { body: Json }) => body.errors[0].extensions;

describe('a declared size that nothing could allow', () => {
  let theirs: Api;
  beforeAll(async () => {
    theirs = await organization({ quota_bytes: 1e9 });
  });

  it.each(Object.entries(ways))('is refused alike, and reserves nothing, by %s', async (_, create) => {
    expect(await create(theirs, 6e9)).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
    expect(await create(theirs, 2e9)).toMatchObject({ status: 403, code: 'QUOTA_EXCEEDED' });
    expect((await theirs.get('/v1/usage')).body).toMatchObject({ reserved_bytes: 0, pending_count: 0 });
  });
});
