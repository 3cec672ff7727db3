import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createdBy } from '../support/scrape.js';
import { ActiveStorageScene } from '../support/active-storage-scene.js';
import { type Api, http, type Json } from '../support/api.js';
import { keyWith } from '../support/callers.js';
import { announce, attach, blobOf, checksums, DIRECT, report, send } from '../support/direct-uploads.js';
import { eicar, pdf, png } from '../support/fixtures.js';
import { sendGarbageDirectly } from '../support/garbage-direct.js';
import { until } from '../support/resilience/until.js';
import { storeEnforces } from '../support/store-checks.js';
import { keyOf } from '../support/store-access.js';
import { settled } from '../support/walk.js';

let scene: ActiveStorageScene;
let mine: Api;
let theirs: Api;

beforeAll(async () => {
  scene = await ActiveStorageScene.start();
  ({ mine, theirs } = scene);
});
afterAll(async () => {
  await scene.dispose();
  // No signed id is ever printed.
  expect(scene.split.api.output.join('\n')).not.toMatch(/[\w-]{20}--[\w-]{43}/);
});

const ONCE = ['PENDING', 'SCANNING', 'AVAILABLE'];

/** Ways in which an upload completes that its client never confirms. */
const completions: Record<string, (uploadId: string, signedId: string) => Promise<unknown>> = {
  'an event': (uploadId) => scene.report(uploadId),
  'the reconciler': (uploadId) => scene.reconcile(uploadId),
  'the first use of its signed id': async (_, signedId) => attach(mine, signedId),
};
const named = Object.keys(completions);
const cases = (['8', '7'] as const).flatMap((major) => named.map((completion) => [major, completion] as const));

describe('the JavaScript of Active Storage, unmodified', () => {
  it.each(cases)('%s sends a file, which is admitted by %s', async (major, completion) => {
    const file = report();
    const blob = await scene.page(mine, major).upload(file);
    expect(blob).toMatchObject({ ...blobOf(file), service_name: 'amazon', metadata: {} });
    expect(blob).not.toHaveProperty('direct_upload');
    const uploadId = await scene.uploadOf(blob);
    await completions[completion]!(uploadId, blob.signed_id);
    expect(await settled(mine, uploadId)).toMatchObject({ status: 'COMPLETED', filename: file.name });
    const attachment = (await attach(mine, blob.signed_id)).body;
    const seen = await fetch(attachment.url);
    expect(Buffer.from(await seen.arrayBuffer())).toEqual(file.bytes);
    expect(await scene.movesOf(uploadId)).toEqual(ONCE);
    expect(await createdBy(mine.url, 'direct')).toBeGreaterThan(0);
  });

  it('sends the file of a form, whose server gets the signed id instead', async () => {
    const form = `<form action="/posts"><input type="file" name="post[file]" data-direct-upload-url="${mine.url}${DIRECT}">
      <button type="submit">Save</button></form>`;
    const fields = await scene.page(mine, '8', form).submit(report());
    const [name, signedId] = fields.find(([field]) => field === 'post[file]')!;
    const { status, body } = await attach(mine, String(signedId), { name, record_id: 'of a form' });
    expect({ status, name, url: body.url }).toEqual({ status: 201, name: 'post[file]', url: null });
    await until(async () => (await mine.get(`/v1/attachments/${body.attachment_id}`)).body.url !== null);
  });

  it('sends an empty file, which ends rejected', async () => {
    const blob = await scene.page(mine).upload({ name: 'empty.txt', type: '', bytes: Buffer.alloc(0) });
    expect(blob).toMatchObject({ byte_size: 0, content_type: 'application/octet-stream' });
    expect((await attach(mine, blob.signed_id)).status).toBe(201);
    expect(await settled(mine, await scene.uploadOf(blob))).toMatchObject({ status: 'FAILED', status_reason: 'empty' });
    expect(await attach(mine, blob.signed_id)).toMatchObject({ status: 410, body: { code: 'GONE' } });
  });

  it('without credentials, or refused, reports the status', async () => {
    const upload = scene.page(mine.as('sk_nonsense')).upload(report());
    await expect(upload).rejects.toThrow('Error creating Blob for "résumé  (1).pdf". Status: 401');
    await expect(scene.page(mine).upload({ ...report(), type: 'no type' })).rejects.toThrow('Status: 422');
  });
});

describe('a direct upload', () => {
  it.each(Object.keys(checksums))('with a checksum of %s is answered as Active Storage does', async (kind) => {
    const file = { ...report(), name: 'a.png', type: 'image/png', bytes: png(kind.length, 4) };
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
    const { headers, url } = blob.direct_upload;
    const isEnforced = kind === 'md5' || (await storeEnforces(scene.root, 'sha256'));
    expect(headers).toEqual({
      'Content-Type': 'image/png',
      'Content-Disposition': `inline; filename="a.png"; filename*=UTF-8''a.png`,
      'If-None-Match': '*',
      ...(isEnforced ? { [sum]: checksum.replace('sha256:', '') } : {}),
    });
    expect(url).not.toContain('custom');
    // Attack twins, each against the same URL: none leaves a byte.
    const { bytes } = file;
    const other = Buffer.from(bytes.map((byte) => byte ^ 1));
    expect((await send(blob, Buffer.concat([bytes, bytes]))).status).toBe(403);
    expect((await send(blob, bytes, { 'Content-Type': 'text/html' })).status).toBe(403);
    expect((await send(blob, bytes, { 'Content-Disposition': 'attachment' })).status).toBe(403);
    const otherSum = { [sum]: checksums[kind]!(other).replace('sha256:', '') };
    if (isEnforced) expect((await send(blob, bytes, otherSum)).status).toBe(403);
    if (isEnforced) expect((await send(blob, other)).status).toBe(400);
    expect(await scene.split.store.holds(keyOf(url))).toBe(false);
    expect(await attach(mine, blob.signed_id)).toMatchObject({ status: 409, body: { code: 'UPLOAD_NOT_UPLOADED' } });
    expect((await send(blob, bytes)).status).toBe(200);
    expect((await send(blob, bytes)).status).toBe(412);
  });

  it('of a SHA-256 that is stored needs no bytes, for callers who may read; an MD5 always does', async () => {
    const file = report();
    const first = await announce(mine, file, { checksum: checksums.sha256!(file.bytes) });
    await send(first, file.bytes);
    await attach(mine, first.signed_id);
    await settled(mine, await scene.uploadOf(first));
    const again = await announce(mine, file, { checksum: checksums['sha256:']!(file.bytes) });
    expect(again).toMatchObject({ id: first.id, key: first.key, direct_upload: null });
    expect((await attach(mine, again.signed_id)).status).toBe(201);
    const [bySum, writer] = [{ checksum: first.checksum }, await keyWith(mine, 'uploads:write')];
    const others = [
      await announce(writer, file, bySum),
      await announce(theirs, file, bySum),
      await announce(mine, file),
    ];
    for (const { id, direct_upload } of others)
      expect([id === first.id, direct_upload.url]).toEqual([false, expect.any(String)]);
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
    const without = await mine.call('POST', DIRECT, { blob: good }, { authorization: 'Basic eDp5' });
    expect(without).toMatchObject({ status: 401, body: { error: 'Unauthorized', error_code: 'UNAUTHENTICATED' } });
    const reader = await (await keyWith(mine, 'uploads:read')).post(DIRECT, { blob: good });
    expect(reader).toMatchObject({ status: 403, body: { error_code: 'FORBIDDEN' } });
  });
});

describe('an attachment', () => {
  it('is made once by many at once, and the upload is completed once', async () => {
    const { signed_id, upload_id } = await scene.sent();
    const many = Array.from({ length: 8 }, () => attach(mine, signed_id, { record_id: 'of a race' }));
    const [answers] = await Promise.all([Promise.all(many), scene.report(upload_id)]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => body.attachment_id)).size).toBe(1);
    await settled(mine, upload_id);
    expect(await scene.movesOf(upload_id)).toEqual(ONCE);
  });

  it('is listed with its record, goes alone, and goes with its file', async () => {
    const record = { record_type: 'Blog::Post', record_id: '7' };
    const [one, two] = [await scene.sent(), await scene.sent()];
    const made: Json[] = [];
    const places = { cover: [one], images: [one, two] };
    for (const [name, blobs] of Object.entries(places))
      for (const { attachable_sgid } of blobs)
        made.push((await attach(mine, attachable_sgid, { ...record, name })).body);
    const listed = async () => (await mine.get('/v1/attachments?record_type=Blog%3A%3APost&record_id=7')).body.items;
    const list = async () => (await listed()).map((item: Json) => item.attachment_id);
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
    const { signed_id, upload_id } = await scene.sent();
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
    const { upload_id } = await scene.judged();
    const signedId = await scene.signed('attach', upload_id);
    const { status, body } = await attach(await keyWith(mine, 'uploads:write'), signedId);
    expect({ status, ...body }).toMatchObject({ status: 201, upload_id, url: null, filename: null });
    expect((await attach(await keyWith(mine, 'uploads:read'), signedId)).status).toBe(403);
  });

  it.each<[string, (blob: Json) => Promise<string> | string]>([
    ['of another tenant', async () => (await scene.sent(theirs)).signed_id],
    ['that was forged', ({ signed_id }) => signed_id.replace(/.$/, (last: string) => (last === 'A' ? 'E' : 'A'))],
    ['in another base64', ({ signed_id }) => `${signed_id}=`],
    ['cut short', ({ signed_id }) => signed_id.slice(1)],
    ['that is an upload id', ({ upload_id }) => upload_id],
    ['for viewing', ({ upload_id }) => scene.signed('view', upload_id)],
    ['that has expired', ({ upload_id }) => scene.signed('attach', upload_id, -1)],
    ['for rich texts that has expired', ({ upload_id }) => scene.signed('global', upload_id, -1)],
  ])('needs a signed id of its purpose: one %s is not found', async (_, made) => {
    const blob = await scene.sent();
    const { status, body } = await attach(mine, await made(blob));
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'NOT_FOUND' });
    expect(await scene.movesOf(blob.upload_id)).toEqual(['PENDING']);
  });
});

describe('a link to a blob', () => {
  const infected = { name: 'a.txt', type: 'text/plain', bytes: eicar() };

  it('opens the file without credentials, as what it was found to be, and is noted', async () => {
    const { url, upload_id } = await scene.judged();
    const { status, headers } = await http(url);
    const kept = [headers['cache-control'], headers['referrer-policy'], headers['x-content-type-options']];
    expect([status, ...kept]).toEqual([302, 'private, no-store', 'no-referrer', 'nosniff']);
    const target = new URL(String(headers.location));
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      'X-Amz-Expires': '60',
      'response-content-type': 'application/octet-stream',
      'response-content-disposition': expect.stringMatching(/^attachment; /),
    });
    const notes = await scene.split.database.query(`SELECT actor FROM download_notes WHERE upload_id = '${upload_id}'`);
    expect(notes).toHaveLength(1);
  });

  it('shows a proven picture inline, and smaller versions of it', async () => {
    const { url } = await scene.judged({ name: 'a.png', type: 'image/png', bytes: png(9, 7) });
    const shown = async (variant = '') => new URL(String((await http(url + variant)).headers.location)).searchParams;
    expect((await shown()).get('response-content-disposition')).toMatch(/^inline; /);
    await until(async () => (await http(`${url}/thumb`)).status !== 503);
    const thumb = await shown('/thumb');
    expect(thumb.get('response-content-type')).toBe('image/webp');
    expect(thumb.get('response-content-disposition')).toMatch(/^inline; filename="thumb-a.webp"/);
    for (const other of ['/huge', '/THUMB', '/..%2fthumb']) expect((await http(url + other)).status).toBe(404);
  });

  it.each<[string, number, () => Promise<string>]>([
    ['of another purpose', 404, async () => scene.signed('attach', (await scene.judged()).upload_id)],
    ['for rich texts', 404, async () => scene.signed('global', (await scene.judged()).upload_id)],
    ['that has expired', 404, async () => scene.signed('view', (await scene.judged()).upload_id, -1)],
    ['of a file that has not arrived', 404, async () => scene.signed('view', (await scene.sent()).upload_id)],
    ['of an infected file', 410, async () => scene.signed('view', (await scene.judged(infected)).upload_id)],
    ['of a file that was deleted', 410, async () => scene.signed('view', await scene.deleted())],
  ])('%s is refused with %d, and names nothing', async (_, expected, made) => {
    const id = await made();
    const { status, text } = await http(`${mine.url}/v1/blobs/${id}`);
    expect(status).toBe(expected);
    expect(text).not.toMatch(/upl_|ws_|\.pdf|a\.txt|Eicar/);
    expect(text).not.toContain(id);
  });
});

it('takes garbage in every field of a direct upload, or refuses it in the form of its dialect', async () => {
  await sendGarbageDirectly(mine);
});
