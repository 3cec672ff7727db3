import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, http, type Json } from '../support/api.js';
import { postForm } from '../support/forms.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { StoreAccess } from '../support/store-access.js';
import { makeToken } from '../support/upload-tokens.js';
import { TokenPage } from '../support/uppy/token-page.js';
import { settled } from '../support/walk.js';

const MIB = 1024 ** 2;
const ORIGIN = 'https://app.example.com';

let airlock: Airlock;
let api: Api;
let stored: StoredState;
let store: StoreAccess;
let page: TokenPage;

beforeAll(async () => {
  airlock = await Airlock.start();
  api = new Api(airlock.url);
  stored = new StoredState(airlock.dataDir);
  await stored.keepReconcilerAway();
  store = await StoreAccess.of(airlock.dataDir);
  page = await pageWith();
});
afterAll(() => airlock.dispose().finally(() => store.close()));

async function pageWith(more: Json = {}, by = api): Promise<TokenPage> {
  return new TokenPage(airlock.url, await makeToken(by, more));
}

const codeOf = ({ status, body }: { status: number; body: Json }): [number, string] => [status, body?.code];
const sessionsOf = async (id: string) => (await store.sessions()).filter(({ key }) => key.endsWith(id));
const tokenIn = async (bearer: Api, id: string) =>
  (await bearer.get('/v1/upload-tokens?limit=100')).body.items.find((one: Json) => one.upload_token_id === id);

describe('an upload token', () => {
  it('is shown once, with where its clients send their requests', async () => {
    const made = await makeToken(api, { max_files: 2, allowed_content_types: ['image/*'], origin: ORIGIN });
    expect(made.upload_token).toMatch(/^ut_[0-9a-z]{48}$/);
    const shown = await tokenIn(api, made.upload_token_id);
    expect(shown).toMatchObject({ max_files: 2, used_files: 0, allowed_content_types: ['image/*'], origin: ORIGIN });
    expect(JSON.stringify(shown)).not.toContain('ut_');
    const [row] = await stored.query<{ text: string }>(
      `SELECT t::text FROM upload_tokens t WHERE id = '${made.upload_token_id}'`,
    );
    expect(JSON.stringify(row)).not.toContain(made.upload_token.slice(3));
  });

  it('is made alike by GraphQL, and again for a repeated request', async () => {
    const input = { bucket: 'assets', maxFileSize: 1000 };
    const mutation = `mutation ($input: CreateUploadTokenInput!) { createUploadToken(input: $input) { id uploadToken signUrl } }`;
    const send = () =>
      api.call('POST', '/graphql', { query: mutation, variables: { input } }, { 'idempotency-key': 'token-1' });
    const [first, again] = [await send(), await send()];
    expect(first.body.data.createUploadToken.signUrl).toContain(first.body.data.createUploadToken.uploadToken);
    expect(again.body).toEqual(first.body);
    const wrong = await api.graphql(mutation, { input: { ...input, bucket: 'none' } });
    expect(wrong.body.errors[0].extensions).toMatchObject({ code: 'INVALID_BUCKET', status: 400 });
  });

  it.each<[string, Json, number, string]>([
    ['a bucket of another workspace', { bucket: 'bkt_0123456789abcdef' }, 400, 'INVALID_BUCKET'],
    ['files larger than the tier', { max_file_size: 10 ** 12 }, 413, 'PAYLOAD_TOO_LARGE'],
    ['too long a life', { expires_in: 10 ** 7 }, 400, 'VALIDATION_FAILED'],
    ['an origin that is a page', { origin: `${ORIGIN}/page` }, 400, 'VALIDATION_FAILED'],
    ['a type that is none', { allowed_content_types: ['png'] }, 400, 'VALIDATION_FAILED'],
    ['unknown fields', { size: 1 }, 400, 'VALIDATION_FAILED'],
  ])('is refused for %s', async (_, more, status, code) => {
    const body = { bucket: 'assets', max_file_size: 1000, ...more };
    expect(codeOf(await api.post('/v1/upload-tokens', body))).toEqual([status, code]);
  });

  it('opens nothing but uploads made with it', async () => {
    const { body: mine } = await page.create();
    const id = mine.upload_id;
    for (const path of [`/v1/uploads/${id}`, `/v1/uploads/${id}/timeline`, `/v1/files/${id}`])
      expect((await page.rest('GET', path)).status).toBe(200);
    for (const [method, path] of [
      ...[
        ['GET', '/v1/uploads'],
        ['GET', '/v1/buckets'],
        ['GET', '/v1/me'],
        ['GET', `/v1/files/${id}/download-url`],
      ],
      ...[
        ['POST', '/v1/upload-tokens'],
        ['DELETE', `/v1/files/${id}`],
        ['POST', '/v1/buckets/assets/uploads/batch'],
      ],
      ...[
        ['GET', '/v1/upload-tokens'],
        ['GET', `/v1/uploads/${id}/content`],
      ],
    ])
      expect([path, ...codeOf(await page.rest(method!, path!))]).toEqual([path, 403, 'FORBIDDEN']);
    const { body } = await page.rest('POST', '/graphql', { query: '{ viewer { organizationId } }' });
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it('shows another holder, and another bucket or workspace, as if there was none', async () => {
    const theirs = await pageWith();
    const { body } = await theirs.create({ method: 'MULTIPART' });
    const id = body.upload_id;
    const session = await theirs.open();
    const at = `/multipart/${session.uploadId}`;
    const key = `?key=${encodeURIComponent(session.key)}`;
    const answers = await Promise.all([
      ...['', '/timeline', '/events', '/parts'].map((more) => page.rest('GET', `/v1/uploads/${id}${more}`)),
      ...['/confirm', '/sign'].map((more) => page.rest('POST', `/v1/uploads/${id}${more}`, {})),
      page.rest('POST', `/v1/uploads/${id}/parts`, { part_numbers: [1] }),
      page.rest('DELETE', `/v1/uploads/${id}`),
      page.rest('GET', `/v1/files/${id}`),
      page.companion('GET', at + key),
      page.companion('GET', `${at}/1${key}`),
      page.companion('GET', `${at}/batch${key}&partNumbers=1`),
      page.companion('POST', `${at}/complete${key}`, { parts: [] }),
      page.companion('DELETE', at + key),
      page.sign({ method: 'PUT', key: session.key, uploadId: session.uploadId, partNumber: 1 }),
      page.create({}, {}, 'documents'),
      page.create({}, { 'x-namespace': 'ws_0123456789abcdef' }),
    ]);
    expect(answers.map(codeOf)).toEqual(answers.map(() => [404, 'NOT_FOUND']));
    const mine = await page.open();
    const wrongKey = await page.companion('GET', `/multipart/${mine.uploadId}/1${key}`);
    expect(wrongKey).toMatchObject({ status: 404, body: { error: 's3: Upload not found.' } });
  });

  it('may do no more than its maker', async () => {
    const { body: writer } = await api.post('/v1/api-keys', { name: 'writer', scopes: ['uploads:write'] });
    const blind = await pageWith({}, api.as(writer.api_key));
    const { body } = await blind.create();
    expect(codeOf(await blind.rest('GET', `/v1/uploads/${body.upload_id}`))).toEqual([403, 'FORBIDDEN']);
    await api.delete(`/v1/api-keys/${writer.key_id}`);
    expect(codeOf(await blind.create())).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('ends when it is revoked, expires, or never was', async () => {
    const revoked = await makeToken(api);
    const holder = new TokenPage(airlock.url, revoked);
    expect((await holder.create()).status).toBe(201);
    expect((await api.delete(`/v1/upload-tokens/${revoked.upload_token_id}`)).status).toBe(204);
    const expired = await makeToken(api);
    await stored.query(`UPDATE upload_tokens SET expires_at = now() WHERE id = '${expired.upload_token_id}'`);
    const forged = { ...revoked, companion_url: revoked.companion_url.replace(/.$/, '_') };
    for (const ended of [holder, new TokenPage(airlock.url, expired), new TokenPage(airlock.url, forged)]) {
      const refused = await ended.companion('GET', '/params?filename=a.txt&type=text/plain');
      expect([refused.status, refused.body.error]).toEqual([401, expect.stringMatching(/^s3: The upload token/)]);
    }
    const xml = await http(`${revoked.companion_url}/s3-multipart/x?uploads`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
    });
    expect([xml.status, xml.headers['content-type'], xml.text]).toEqual([
      401,
      'application/xml',
      expect.stringContaining('<Code>AccessDenied</Code>'),
    ]);
  });

  it('of one origin is refused to every other page', async () => {
    const bound = await pageWith({ origin: ORIGIN });
    const request = { method: 'PUT', key: 'a.txt', contentType: 'text/plain', size: 3 };
    expect((await bound.with({ origin: ORIGIN }).sign(request)).status).toBe(200);
    for (const other of [bound, bound.with({ origin: 'https://evil.example' })])
      expect(codeOf(await other.sign(request))).toEqual([403, 'FORBIDDEN']);
  });

  it('brings exactly as many files as it may, however many are sent at once', async () => {
    const few = await pageWith({ max_files: 3 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => few.create()));
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(3);
    expect(answers.filter(({ status }) => status !== 201).map(codeOf)).toEqual(
      Array(9).fill([403, 'UPLOAD_TOKEN_USED_UP']),
    );
    expect(codeOf(await few.companion('POST', '/multipart', { filename: 'a.txt' }))).toEqual([
      403,
      'UPLOAD_TOKEN_USED_UP',
    ]);
    expect((await few.rest('DELETE', `/v1/uploads/${made[0]!.body.upload_id}`)).body.status).toBe('CANCELED');
    const again = await Promise.all([few.create(), few.create()]);
    expect(again.map(({ status }) => status).sort()).toEqual([201, 403]);
  });

  it('has idempotency keys of its own', async () => {
    const headers = { 'idempotency-key': 'same' };
    const body = { filename: 'a.txt', content_type: 'text/plain', file_size_bytes: 3 };
    const first = await api.call('POST', '/v1/buckets/assets/uploads', body, headers);
    const theirs = await page.create({}, headers);
    expect([theirs.status, theirs.body.upload_id]).not.toEqual([201, first.body.upload_id]);
    expect((await page.create({}, headers)).body.upload_id).toBe(theirs.body.upload_id);
  });
});

describe('what a page sends with it', () => {
  it('is no larger and of no other type than it allows', async () => {
    const pictures = await pageWith({ max_file_size: 1000, allowed_content_types: ['image/*'] });
    const tooLarge = await pictures.sign({ method: 'PUT', key: 'a.png', contentType: 'image/png', size: 1001 });
    expect([tooLarge.status, tooLarge.body.message]).toEqual([
      413,
      expect.stringContaining('the upload token allows: 1000'),
    ]);
    for (const answer of [
      await pictures.companion('GET', '/params?filename=a.txt&type=text/plain'),
      await pictures.companion('POST', '/multipart', { filename: 'a.txt', type: 'text/plain' }),
    ])
      expect([answer.status, answer.body.message]).toEqual([415, expect.stringContaining('image/*')]);
    const { body: form } = await pictures.companion('GET', '/params?filename=a.png&type=image/png');
    const posted = (size: number, change = {}) =>
      postForm({ presigned_url: form.url, fields: form.fields }, Buffer.alloc(size, 'a'), change);
    expect((await posted(1001)).status).toBe(400);
    expect((await posted(10, { 'Content-Type': 'text/html' })).status).toBe(403);
    expect((await posted(10)).status).toBe(201);
    expect(await settled(api, form.upload_id)).toMatchObject({ status: 'FAILED', status_reason: 'mime_mismatch' });
  });

  it('in parts ends where the parts are more than it allows, and nothing stays', async () => {
    const small = await pageWith({ max_file_size: 6 * MIB });
    const session = await small.open();
    const beyond = await small.companion(
      'GET',
      `/multipart/${session.uploadId}/3?key=${encodeURIComponent(session.key)}`,
    );
    expect([beyond.status, beyond.body.message]).toEqual([400, expect.stringContaining('at most 2')]);
    const parts = await small.sendParts(session, 5 * MIB, 5 * MIB);
    const refused = await small.complete(session, parts);
    expect([...codeOf(refused), refused.body.error]).toEqual([
      422,
      'SIZE_MISMATCH',
      expect.stringContaining('at most 6291456'),
    ]);
    expect(await settled(api, session.uploadId)).toMatchObject({ status: 'FAILED', status_reason: 'size_mismatch' });
    // Uppy aborts what was refused.
    expect((await small.abort(session)).status).toBe(200);
    await stored.expectOnlyLiveBytesAfterTrash();
    expect(await sessionsOf(session.uploadId)).toEqual([]);
    expect((await http(parts[0]!.url, { method: 'PUT', body: 'late' })).status).toBe(404);
  });

  it('is complete only with every part as it was stored', async () => {
    const session = await page.open();
    const parts = await page.sendParts(session, 5 * MIB, 1);
    for (const wrong of [parts.slice(0, 1), [parts[0], { ...parts[1], ETag: 'x' }], [...parts].reverse(), []])
      expect(codeOf(await page.complete(session, wrong as object[]))).toEqual([409, 'UPLOAD_NOT_UPLOADED']);
    const answers = await Promise.all(Array.from({ length: 5 }, () => page.complete(session, parts)));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(await settled(api, session.uploadId)).toMatchObject({ status: 'COMPLETED', file_size_bytes: 5 * MIB + 1 });
    expect((await page.complete(session, parts)).status).toBe(200);
    expect((await http(parts[1]!.url, { method: 'PUT', body: 'b' })).status).toBe(404);
    expect(codeOf(await page.rest('DELETE', `/v1/uploads/${session.uploadId}`))).toEqual([409, 'INVALID_STATE']);
  });

  it('and aborts leaves no session and no reservation', async () => {
    const { reserved_bytes: before } = (await api.get('/v1/usage')).body;
    const session = await page.open();
    await page.sendParts(session, 1);
    expect((await page.abort(session)).status).toBe(200);
    expect((await api.get('/v1/usage')).body.reserved_bytes).toBe(before);
    await stored.expectOnlyLiveBytesAfterTrash();
    expect(await sessionsOf(session.uploadId)).toEqual([]);
  });

  it('outgrows its reservation no longer than until the next check', async () => {
    const small = await pageWith({ max_file_size: 6 * MIB });
    const session = await small.open();
    await small.sendParts(session, 5 * MIB, 5 * MIB);
    await stored.query(`UPDATE uploads SET next_check_at = now() WHERE id = '${session.uploadId}'`);
    expect(await settled(api, session.uploadId)).toMatchObject({ status: 'FAILED', status_reason: 'size_mismatch' });
  });
});

describe('the secret', () => {
  it('is in no log, no metric and no answer that it did not come from', async () => {
    const { secret } = page;
    for (const path of [
      `/u/${secret}`,
      `/u/${secret}/s3/none`,
      `/u/${secret}/%zz`,
      `/v1/uploads/${secret}`,
      `/v1/tus/${secret}?token=${secret}`,
    ]) {
      const { text } = await http(`${airlock.url}${path}`);
      expect(text).not.toContain(secret);
    }
    const answer = await http(`${airlock.url}/u/${secret}/sign`, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'VALIDATION_FAILED', error: expect.stringMatching(/^s3: /) });
    expect(answer.text).not.toContain(secret);
    expect((await http(`${airlock.url}/metrics`)).text).not.toContain('ut_');
    expect(airlock.output.join('\n')).not.toContain('ut_');
    await stored.expectConsistent();
  });
});
