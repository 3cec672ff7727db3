import { createHash } from 'node:crypto';
import type { Config } from '../../src/config/config.js';
import { type SignedIdPurpose, SignedIds } from '../../src/features/uploads/signed-ids/signed-ids.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, Api, http, type Json } from '../support/api.js';
import { farExtremes } from '../support/extremes.js';
import { eicar, pdf, png } from '../support/fixtures.js';
import { mark, textWith } from '../support/garbage-places.js';
import { sendEverywhere } from '../support/garbage.js';
import { TRACE } from '../support/refusals.js';
import { RailsPage, type RailsBlob, type RailsFile, type RailsMajor } from '../support/rails-page.js';
import { until } from '../support/resilience/until.js';
import { SplitAirlock } from '../support/split-airlock.js';
import { s3Event } from '../support/storage-events.js';
import { keyOf } from '../support/store-access.js';
import { settled } from '../support/walk.js';

const TOKEN = 'the-token-that-the-store-sends-with-its-events';
/** Of the servers under test: ids can be signed with it that the service would not hand out. */
const SHARED_SECRET = 'a secret that api and worker share, long enough';
const DIRECT = '/api/v1/upload/direct';

let split: SplitAirlock;
let root: Api;
let mine: Api;
let theirs: Api;
const pages: RailsPage[] = [];

beforeAll(async () => {
  split = await SplitAirlock.start({ STORAGE_EVENTS_TOKEN: TOKEN });
  await split.keepReconcilerAway();
  root = new Api(split.api.url);
  [mine, theirs] = [await tenant('Mine'), await tenant('Theirs')];
});
afterEach(() => pages.splice(0).forEach((page) => page.close()));
afterAll(() => split.dispose());

async function tenant(name: string): Promise<Api> {
  const { body } = await root.post('/v1/organizations', { name });
  return root.as(body.api_key);
}

async function holderOf(...scopes: string[]): Promise<Api> {
  const { body } = await mine.post('/v1/api-keys', { name: scopes.join(), scopes });
  return mine.as(body.api_key);
}

let count = 0;
const report = (): RailsFile => ({
  name: 'résumé  (1).pdf',
  type: 'application/pdf',
  bytes: pdf(`Report ${count++}`),
});

function pageOf(api: Api, major: RailsMajor = '8', body = ''): RailsPage {
  const page = new RailsPage(`${api.url}${DIRECT}`, api.key, major, body);
  pages.push(page);
  return page;
}

const base64 = (algorithm: string, bytes: Buffer) => createHash(algorithm).update(bytes).digest('base64');
const checksums: Record<string, (bytes: Buffer) => string> = {
  md5: (bytes) => base64('md5', bytes),
  sha256: (bytes) => base64('sha256', bytes),
  'sha256:': (bytes) => `sha256:${base64('sha256', bytes)}`,
};

const blobOf = ({ name, type, bytes }: RailsFile, more: object = {}) => ({
  ...{ filename: name, content_type: type, byte_size: bytes.length, checksum: base64('md5', bytes) },
  ...more,
});

/** The request of the client, with what applications send beside it. */
async function announce(api: Api, file: RailsFile, more: object = {}): Promise<Json> {
  const answer = await api.post(DIRECT, { blob: blobOf(file, more), authenticity_token: 'x' });
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body;
}

const send = ({ direct_upload: { url, headers } }: Json, body: Buffer, more: Record<string, string> = {}) =>
  http(url, { method: 'PUT', body, headers: { ...headers, ...more } });

const attach = (api: Api, signedId: string, more: object = {}): Promise<Answer<Json>> =>
  api.post('/v1/attachments', { signed_id: signedId, record_type: 'Post', record_id: '1', name: 'files', ...more });

const uploadOf = async (blob: Json): Promise<string> => {
  const [row] = await split.database.query(`SELECT id FROM uploads WHERE key = '${blob.key}'`);
  return row!.id as string;
};

/** Ways in which an upload completes that its client never confirms. */
const completions: Record<string, (blob: RailsBlob, uploadId: string) => Promise<unknown>> = {
  'an event': async (_, uploadId) => {
    const [row] = await split.database.query(`SELECT workspace_id FROM uploads WHERE id = '${uploadId}'`);
    const body = JSON.stringify(s3Event(split.store.bucket, `${row!.workspace_id}/staging/${uploadId}`));
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` };
    const { status } = await http(`${root.url}/v1/storage/events`, { method: 'POST', headers, body });
    expect(status).toBe(200);
  },
  'the reconciler': (_, uploadId) =>
    split.database.query(`UPDATE uploads SET next_check_at = now() WHERE id = '${uploadId}'`),
  'the first use of its signed id': async ({ signed_id }) => expect((await attach(mine, signed_id)).status).toBe(201),
};

const cases = (['8', '7'] as const).flatMap((major) =>
  Object.keys(completions).map((completion) => [major, completion] as const),
);

describe('the JavaScript of Active Storage, unmodified', () => {
  it.each(cases)('%s sends a file, which is admitted by %s', async (major, completion) => {
    const file = report();
    const blob = await pageOf(mine, major).upload(file);
    expect(blob).toMatchObject({ ...blobOf(file), service_name: 'amazon', metadata: {} });
    expect(blob).not.toHaveProperty('direct_upload');
    const uploadId = await uploadOf(blob);
    await completions[completion]!(blob, uploadId);
    expect(await settled(mine, uploadId)).toMatchObject({ status: 'COMPLETED', filename: file.name });
    const attachment = (await attach(mine, blob.signed_id)).body;
    const seen = await fetch(attachment.url);
    expect(Buffer.from(await seen.arrayBuffer())).toEqual(file.bytes);
    const moves = (await mine.get(`/v1/uploads/${uploadId}/timeline`)).body.items.map(({ to }: Json) => to);
    expect(moves).toEqual(['PENDING', 'SCANNING', 'AVAILABLE']);
  });

  it('sends the file of a form, whose server gets the signed id instead', async () => {
    const form = `<form action="/posts"><input type="file" name="post[file]" data-direct-upload-url="${mine.url}${DIRECT}">
      <button type="submit">Save</button></form>`;
    const file = report();
    const fields = await pageOf(mine, '8', form).submit(file);
    const [name, signedId] = fields.find(([field]) => field === 'post[file]')!;
    const { status, body } = await attach(mine, String(signedId), { name, record_id: 'of a form' });
    expect({ status, name, url: body.url }).toEqual({ status: 201, name: 'post[file]', url: null });
    await until(async () => (await mine.get(`/v1/attachments/${body.attachment_id}`)).body.url !== null);
  });

  it('sends an empty file, which ends rejected', async () => {
    const blob = await pageOf(mine).upload({ name: 'empty.txt', type: '', bytes: Buffer.alloc(0) });
    expect(blob).toMatchObject({ byte_size: 0, content_type: 'application/octet-stream' });
    expect((await attach(mine, blob.signed_id)).status).toBe(201);
    expect(await settled(mine, await uploadOf(blob))).toMatchObject({ status: 'FAILED', status_reason: 'empty' });
    expect(await attach(mine, blob.signed_id)).toMatchObject({ status: 410, body: { code: 'GONE' } });
  });

  it('without credentials, or refused, reports the status', async () => {
    const page = pageOf(mine.as('sk_nonsense'));
    await expect(page.upload(report())).rejects.toThrow('Error creating Blob for "résumé  (1).pdf". Status: 401');
    const many = pageOf(mine).upload({ ...report(), type: 'no type' });
    await expect(many).rejects.toThrow('Status: 422');
  });
});

describe('a direct upload', () => {
  it.each(Object.keys(checksums))(
    'with a checksum of %s is answered with the fields of Active Storage',
    async (kind) => {
      const file = { ...report(), name: 'a.png', type: 'image/png', bytes: png(4 + count, 4) };
      const checksum = checksums[kind]!(file.bytes);
      const metadata = { custom: { a: 1, b: { c: [2] } }, analyzed: true, identified: true, composed: true };
      const blob = await announce(mine, file, { checksum, metadata });
      expect(Object.keys(blob)).toEqual([
        ...['id', 'key', 'filename', 'content_type', 'metadata', 'service_name', 'byte_size', 'checksum', 'created_at'],
        ...['signed_id', 'attachable_sgid', 'direct_upload'],
      ]);
      expect(blob).toMatchObject({ ...blobOf(file), checksum, metadata: { custom: { a: 1, b: { c: [2] } } } });
      expect(Number.isSafeInteger(blob.id)).toBe(true);
      const sum = kind === 'md5' ? 'Content-MD5' : 'x-amz-checksum-sha256';
      expect(blob.direct_upload.headers).toEqual({
        'Content-Type': 'image/png',
        'Content-Disposition': `inline; filename="a.png"; filename*=UTF-8''a.png`,
        'If-None-Match': '*',
        [sum]: checksum.replace('sha256:', ''),
      });
      expect(blob.direct_upload.url).not.toContain('custom');
      // Attack twins, each against the same URL: none leaves a byte.
      const { bytes } = file;
      const other = Buffer.from(bytes.map((byte) => byte ^ 1));
      expect((await send(blob, Buffer.concat([bytes, bytes]))).status).toBe(403);
      expect((await send(blob, bytes, { 'Content-Type': 'text/html' })).status).toBe(403);
      expect((await send(blob, bytes, { 'Content-Disposition': 'attachment' })).status).toBe(403);
      expect((await send(blob, bytes, { [sum]: checksums[kind]!(other).replace('sha256:', '') })).status).toBe(403);
      expect((await send(blob, other)).status).toBe(400);
      expect(await split.store.holds(keyOf(blob.direct_upload.url))).toBe(false);
      expect(await attach(mine, blob.signed_id)).toMatchObject({ status: 409, body: { code: 'UPLOAD_NOT_UPLOADED' } });
      expect((await send(blob, bytes)).status).toBe(200);
      expect((await send(blob, bytes)).status).toBe(412);
    },
  );

  it('of a SHA-256 that is stored needs no bytes, for callers who may read; an MD5 always does', async () => {
    const file = report();
    const first = await announce(mine, file, { checksum: checksums.sha256!(file.bytes) });
    await send(first, file.bytes);
    await attach(mine, first.signed_id);
    await settled(mine, await uploadOf(first));
    const again = await announce(mine, file, { checksum: checksums['sha256:']!(file.bytes) });
    expect(again).toMatchObject({ id: first.id, key: first.key, direct_upload: null });
    expect((await attach(mine, again.signed_id)).status).toBe(201);
    const writer = await holderOf('uploads:write');
    const strangers = [await announce(writer, file, { checksum: checksums.sha256!(file.bytes) })];
    strangers.push(
      await announce(mine, file),
      await announce(theirs, file, { checksum: checksums.sha256!(file.bytes) }),
    );
    for (const blob of strangers)
      expect([blob.id === first.id, blob.direct_upload.url]).toEqual([false, expect.any(String)]);
  });

  it('is answered again under its Idempotency-Key, signed anew', async () => {
    const headers = { 'Idempotency-Key': 'direct-1' };
    const body = { blob: blobOf(report()) };
    const first = await mine.call('POST', DIRECT, body, headers);
    const again = await mine.call('POST', `${DIRECT}/`, body, headers);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect({ ...again.body, direct_upload: null }).toEqual({ ...first.body, direct_upload: null });
    expect((await send(again.body, pdf('not the file'))).status).not.toBe(200);
    expect(again.body.direct_upload.headers).toEqual(first.body.direct_upload.headers);
  });

  const good = blobOf(report());
  const place = (field: string) => [expect.objectContaining({ loc: ['body', 'blob', field], type: 'value_error' })];
  it.each<[string, unknown, number, unknown]>([
    ['no blob', {}, 422, [expect.objectContaining({ loc: ['body', 'blob'] })]],
    ['a file name with a path', { blob: { ...good, filename: '../a' } }, 422, place('filename')],
    ['no size', { blob: { ...good, byte_size: undefined } }, 422, place('byte_size')],
    ['a negative size', { blob: { ...good, byte_size: -1 } }, 422, place('byte_size')],
    ['a checksum of 23 characters', { blob: { ...good, checksum: good.checksum.slice(1) } }, 422, place('checksum')],
    ['loose base64', { blob: { ...good, checksum: `${good.checksum.slice(0, 21)}B==` } }, 422, place('checksum')],
    ['an MD5 called a SHA-256', { blob: { ...good, checksum: `sha256:${good.checksum}` } }, 422, place('checksum')],
    ['metadata that is a text', { blob: { ...good, metadata: 'x' } }, 422, place('metadata')],
    ['a file larger than the tier takes', { blob: { ...good, byte_size: 1e9 } }, 413, 'PAYLOAD_TOO_LARGE'],
    ['no JSON', 'x', 422, [expect.objectContaining({ loc: ['body'] })]],
  ])('of %s is refused in the form of its dialect', async (_, body, status, expected) => {
    const answer = await mine.post(DIRECT, body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    if (typeof expected !== 'string') expect(answer.body).toEqual({ detail: expected });
    else expect(answer.body).toEqual({ detail: expect.any(String), error: expect.any(String), error_code: expected });
  });

  it('needs credentials and the scope', async () => {
    const body = JSON.stringify({ blob: good });
    const headers = { 'content-type': 'application/json' };
    const without = await http(`${mine.url}${DIRECT}`, { method: 'POST', headers, body });
    expect(without).toMatchObject({ status: 401, body: { error: 'Unauthorized', error_code: 'UNAUTHENTICATED' } });
    const reader = await (await holderOf('uploads:read')).post(DIRECT, { blob: good });
    expect(reader).toMatchObject({ status: 403, body: { error_code: 'FORBIDDEN' } });
  });
});

/** Sent by its client, not completed. */
async function sentBlob(api: Api, file = report()): Promise<Json> {
  const blob = await announce(api, file);
  expect((await send(blob, file.bytes)).status).toBe(200);
  return { ...blob, upload_id: await uploadOf(blob), file };
}

const place = { record_type: 'Post', record_id: '1', name: 'files' };

/** Attached and admitted: its link works. */
async function readable(file = report()): Promise<Json> {
  const { upload_id, signed_id } = await sentBlob(mine, file);
  const { body } = await attach(mine, signed_id);
  await settled(mine, upload_id);
  return (await mine.get(`/v1/attachments/${body.attachment_id}`)).body;
}

/** Ids as the service signs them, with times of the past. */
const forger = new SignedIds({ get: () => SHARED_SECRET } as unknown as Config);

async function signed(purpose: SignedIdPurpose, uploadId: string, expiresInSeconds: number): Promise<string> {
  const [row] = await split.database.query(`SELECT workspace_id FROM uploads WHERE id = '${uploadId}'`);
  const where = { workspaceId: row!.workspace_id as string, uploadId };
  return forger.sign(purpose, where, new Date(Date.now() + expiresInSeconds * 1000));
}

describe('an attachment', () => {
  it('is made once by many at once, and the upload is completed once', async () => {
    const { signed_id, upload_id } = await sentBlob(mine);
    const body = { signed_id, ...place, record_id: 'of a race' };
    const many = Array.from({ length: 8 }, () => mine.post('/v1/attachments', body));
    const [answers] = await Promise.all([
      Promise.all(many),
      completions['an event']!({ signed_id } as RailsBlob, upload_id),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => body.attachment_id)).size).toBe(1);
    await settled(mine, upload_id);
    const { body: timeline } = await mine.get(`/v1/uploads/${upload_id}/timeline`);
    expect(timeline.items.map(({ to }: Json) => to)).toEqual(['PENDING', 'SCANNING', 'AVAILABLE']);
  });

  it('is listed with its record, goes alone, and goes with its file', async () => {
    const record = { record_type: 'Blog::Post', record_id: '7' };
    const [one, two] = [await sentBlob(mine), await sentBlob(mine)];
    const made: Json[] = [];
    for (const [blob, name] of [
      [one, 'cover'],
      [one, 'images'],
      [two, 'images'],
    ])
      made.push((await attach(mine, blob.attachable_sgid, { ...record, name })).body);
    const list = async () =>
      (await mine.get('/v1/attachments?record_type=Blog%3A%3APost&record_id=7')).body.items.map(
        (item: Json) => item.attachment_id,
      );
    const ids = made.map(({ attachment_id }) => attachment_id);
    expect(await list()).toEqual(ids.toReversed());
    expect((await mine.delete(`/v1/attachments/${ids[0]}`)).status).toBe(204);
    expect((await mine.delete(`/v1/attachments/${ids[0]}`)).status).toBe(404);
    expect((await mine.get(`/v1/files/${one.upload_id}`)).status).toBe(200);
    await settled(mine, one.upload_id);
    expect((await mine.delete(`/v1/files/${one.upload_id}`)).status).toBe(204);
    expect(await list()).toEqual([ids[2]]);
    expect((await mine.get(`/v1/attachments/${ids[1]}`)).status).toBe(404);
    expect((await attach(mine, one.signed_id)).status).toBe(404);
    for (const method of ['GET', 'DELETE'])
      expect((await theirs.call(method, `/v1/attachments/${ids[2]}`)).status).toBe(404);
  });

  it('is made, read and removed by GraphQL', async () => {
    const { signed_id, upload_id } = await sentBlob(mine);
    const fields = 'attachmentId uploadId name filename url upload { status } file { fileId }';
    const input = { signedId: signed_id, recordType: 'User', recordId: '9', name: 'avatar' };
    const attaching = `mutation ($input: AttachInput!) { attach(input: $input) { ${fields} } }`;
    const { attach: attached } = (await mine.graphql(attaching, { input })).body.data;
    expect(attached).toMatchObject({ uploadId: upload_id, name: 'avatar', file: { fileId: upload_id } });
    await settled(mine, upload_id);
    const listing = `{ attachments(filter: { recordType: "User", recordId: "9" }) { nodes { ${fields} } } }`;
    const [found] = (await mine.graphql(listing)).body.data.attachments.nodes;
    expect(found).toMatchObject({ upload: { status: 'COMPLETED' }, url: expect.stringContaining('/v1/blobs/') });
    const detaching = 'mutation ($input: DetachInput!) { detach(input: $input) { attachmentId } }';
    const gone = await mine.graphql(detaching, { input: { attachmentId: attached.attachmentId } });
    expect(gone.body.data.detach).toEqual({ attachmentId: attached.attachmentId });
    expect((await mine.graphql(listing)).body.data.attachments.nodes).toEqual([]);
  });

  it('is made by a caller who may only write, and shows it no link', async () => {
    const { upload_id, file } = await readable().then(async ({ upload_id }) => ({ upload_id, file: report() }));
    const blob = await sentBlob(await holderOf('uploads:write'), file);
    const { status, body } = await attach(await holderOf('uploads:write'), await signed('attach', upload_id, 60));
    expect({ status, ...body }).toMatchObject({ status: 201, upload_id, url: null, filename: null });
    expect((await attach(await holderOf('uploads:read'), blob.signed_id)).status).toBe(403);
  });

  it.each<[string, (blob: Json) => Promise<string> | string]>([
    ['of another tenant', async () => (await sentBlob(theirs)).signed_id],
    ['that was forged', ({ signed_id }) => signed_id.replace(/.$/, (last: string) => (last === 'A' ? 'E' : 'A'))],
    ['in another base64', ({ signed_id }) => `${signed_id}=`],
    ['cut short', ({ signed_id }) => signed_id.slice(1)],
    ['that is an upload id', ({ upload_id }) => upload_id],
    ['for viewing', ({ upload_id }) => signed('view', upload_id, 60)],
    ['that has expired', ({ upload_id }) => signed('attach', upload_id, -1)],
    ['for rich texts that has expired', ({ upload_id }) => signed('global', upload_id, -1)],
  ])('needs a signed id of its purpose: one %s is not found', async (_, made) => {
    const blob = await sentBlob(mine);
    const { status, body } = await attach(mine, await made(blob));
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'NOT_FOUND' });
    const { body: upload } = await mine.get(`/v1/uploads/${blob.upload_id}`);
    expect(upload.status).toBe('PENDING');
  });
});

describe('a link to a blob', () => {
  it('opens the file without credentials, as what it was found to be, and is noted', async () => {
    const { url, upload_id } = await readable();
    const { status, headers } = await http(url);
    expect({ status, headers }).toMatchObject({
      status: 302,
      headers: {
        'cache-control': 'private, no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      },
    });
    const target = new URL(String(headers.location));
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      'X-Amz-Expires': '60',
      'response-content-type': 'application/octet-stream',
      'response-content-disposition': expect.stringMatching(/^attachment; /),
    });
    const notes = await split.database.query(`SELECT actor FROM download_notes WHERE upload_id = '${upload_id}'`);
    expect(notes).toHaveLength(1);
    const image = await readable({ name: 'a.png', type: 'image/png', bytes: png(9, 7 + count++) });
    const shown = new URL(String((await http(image.url)).headers.location)).searchParams;
    expect(shown.get('response-content-disposition')).toMatch(/^inline; /);
  });

  it.each<[string, number, () => Promise<string>]>([
    ['of another purpose', 404, async () => signed('attach', (await readable()).upload_id, 60)],
    ['for rich texts', 404, async () => signed('global', (await readable()).upload_id, 60)],
    ['that has expired', 404, async () => signed('view', (await readable()).upload_id, -1)],
    [
      'of a file that has not arrived',
      404,
      async () => signed('view', await uploadOf(await announce(mine, report())), 60),
    ],
    [
      'of an infected file',
      410,
      async () => {
        const { upload_id, signed_id } = await sentBlob(mine, { name: 'a.txt', type: 'text/plain', bytes: eicar() });
        await attach(mine, signed_id);
        await settled(mine, upload_id);
        return signed('view', upload_id, 60);
      },
    ],
    [
      'of a file that was deleted',
      410,
      async () => {
        const { upload_id } = await readable();
        const id = await signed('view', upload_id, 60);
        await mine.delete(`/v1/files/${upload_id}`);
        return id;
      },
    ],
  ])('%s is refused with %d, and names nothing', async (_, expected, made) => {
    const id = await made();
    const { status, text } = await http(`${root.url}/v1/blobs/${id}`);
    expect(status).toBe(expected);
    expect(text).not.toMatch(/upl_|ws_|\.pdf|a\.txt|Eicar/);
    expect(text).not.toContain(id);
  });
});

describe('garbage', () => {
  it('in every field of a direct upload is refused in the form of its dialect, or taken', async () => {
    const blob = { ...blobOf(report()), metadata: {} };
    const fine = ({ status, text, body }: Answer<Json>, what: string) => {
      const refused = Array.isArray(body?.detail) ? status === 422 : typeof body?.error_code === 'string';
      expect({ what, status: status < 500 || status === 503, refused: status < 400 || refused }).toEqual({
        what,
        status: true,
        refused: true,
      });
      expect(text).not.toMatch(TRACE);
    };
    const fields = ['filename', 'content_type', 'byte_size', 'checksum', 'metadata', 'extra'];
    const bodies = [
      { blob: mark },
      { blob, extra: mark },
      ...fields.map((name) => ({ blob: { ...blob, [name]: mark } })),
    ];
    const places = bodies.map((body) => ({
      what: JSON.stringify(body),
      send: (value: string) => mine.call('POST', DIRECT, JSON.parse(textWith(body, value)) as unknown),
    }));
    await sendEverywhere(
      places,
      farExtremes.filter((value) => value.length < 100_000),
      fine,
    );
  });
});
