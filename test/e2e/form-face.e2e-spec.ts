import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createdBy } from '../support/scrape.js';
import { Airlock } from '../support/airlock.js';
import { Api, http, type Json } from '../support/api.js';
import { html, pdf, png } from '../support/fixtures.js';
import { formPage, submitPage } from '../support/form-page.js';
import { postForm } from '../support/forms.js';
import { storedKeys } from '../support/resilience/stored-keys.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { until } from '../support/resilience/until.js';
import { download, settled } from '../support/walk.js';

const LIMIT = 5000;
const APP = 'https://app.example';
const picture = png();
let airlock: Airlock;
let api: Api;
let stranger: Api;
let stored: StoredState;
let me: Json;

beforeAll(async () => {
  airlock = await Airlock.start({
    env: { FORM_MAX_FILE_SIZE: String(LIMIT), CORS_ORIGINS: `${APP},http://127.0.0.1` },
  });
  api = new Api(airlock.url);
  stored = new StoredState(airlock.dataDir);
  me = (await api.get('/v1/me')).body;
  stranger = api.as((await api.post('/v1/organizations', { name: 'stranger' })).body.api_key);
});
afterAll(() => airlock.dispose());

async function issue(more: Record<string, unknown> = {}): Promise<Json> {
  const { status, body } = await api.post('/files/upload-url', { filename: 'My photo.PNG', ...more });
  expect({ status, code: body.code }).toEqual({ status: 200, code: undefined });
  return body;
}

const send = (form: Json, bytes: Buffer, change?: Record<string, string>) =>
  postForm({ presigned_url: form.url, fields: form.fields }, bytes, change);
const confirm = (key: string, by = api) => by.call('POST', `/files/confirm/${key}`);
const stagedUnder = ({ fields }: Json): string => fields.key;

describe('a form', () => {
  it('takes one file of the type of its extension, which is confirmed by its key, read and deleted', async () => {
    const form = await issue({ metadata: { order: 4711 } });
    expect(form).toEqual({
      ...{ url: expect.any(String), expires_in: 3600, max_size: LIMIT, success_url: null },
      file_id: expect.stringMatching(/^upl_/),
      key: `uploads/${me.workspace_id}/${form.file_id}/My_photo.png`,
      fields: expect.objectContaining({ 'Content-Type': 'image/png', success_action_status: '201' }),
    });
    expect((await send(form, picture)).status).toBe(201);
    const confirmed = {
      file_id: form.file_id,
      filename: 'My photo.PNG',
      size: picture.length,
      content_type: 'image/png',
    };
    expect(await confirm(form.key)).toMatchObject({ status: 200, body: confirmed });
    expect((await settled(api, form.file_id)).status).toBe('COMPLETED');
    expect(await confirm(form.key)).toMatchObject({ status: 200, body: confirmed });
    expect((await download(api, form.file_id)).bytes.equals(picture)).toBe(true);
    expect(await storedKeys(airlock.dataDir)).toContain(form.key);
    expect(await createdBy(airlock.url, 'form')).toBeGreaterThan(0);

    const link = await api.get(`/files/download/${form.file_id}/?filename=mine.png&expires_in=60`);
    expect([link.status, Object.keys(link.body)]).toEqual([200, ['download_url']]);
    const bytes = await http(link.body.download_url);
    expect([bytes.status, bytes.headers['content-disposition']]).toEqual([200, expect.stringContaining('mine.png')]);
    expect((await api.delete(`/files/${form.file_id}/`)).status).toBe(204);
    expect((await api.get(`/files/download/${form.file_id}`)).status).toBe(404);
    expect((await confirm(form.key)).status).toBe(404);
  });

  it('is confirmed by its key however that is written, and by the key of its bytes', async () => {
    const form = await issue();
    expect(await confirm(form.key)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    await send(form, picture);
    for (const key of [form.key, stagedUnder(form)])
      for (const written of [key, encodeURIComponent(key), `/${key}`, `${key}/`, encodeURIComponent(`/${key}/`)])
        expect([written, (await confirm(written)).status]).toEqual([written, 200]);
    expect((await api.get(`/v1/uploads/${form.file_id}/timeline`)).body.items.map(({ event }: Json) => event)).toEqual(
      expect.arrayContaining(['created', 'confirmed']),
    );
  });

  it('says until when a link lives, and gives none before the file is available or after it was refused', async () => {
    const form = await issue();
    const early = await api.get(`/files/download/${form.file_id}`);
    expect([early.status, early.body.code]).toEqual([409, 'INVALID_STATE']);
    await send(form, html());
    await confirm(form.key);
    expect(await settled(api, form.file_id)).toMatchObject({ status: 'FAILED', status_reason: 'mime_mismatch' });
    const late = await api.get(`/files/download/${form.file_id}`);
    expect([late.status, late.body.code, (await confirm(form.key)).status]).toEqual([410, 'GONE', 410]);
    for (const seconds of [0, 3601])
      expect((await api.get(`/files/download/${form.file_id}?expires_in=${seconds}`)).body.errors).toMatchObject([
        { field: 'expires_in' },
      ]);
  });

  it('names its keys as the bucket does, by day or by a template of its own', async () => {
    const make = async (bucket: string, settings: Json) =>
      expect((await api.post('/v1/buckets', { bucket_name: bucket, ...settings })).status).toBe(201);
    await make('by-day', { key_strategy: 'date', key_prefix: 'photos/' });
    const key_template = 'customers/{bucket_name}/{created_by}/{upload_id}-{filename}';
    await make('by-name', { key_strategy: 'template', key_template });
    const byDay = await issue({ bucket: 'by-day', filename: 'My report.PDF' });
    const byName = await issue({ bucket: 'by-name', filename: 'My report.PDF' });
    expect(byDay.key).toMatch(new RegExp(`^photos/\\d{4}/\\d\\d/\\d\\d/${byDay.file_id}\\.pdf$`));
    expect(byName.key).toBe(`customers/by-name/${me.key_id}/${byName.file_id}-My_report.pdf`);
    for (const form of [byDay, byName]) {
      await send(form, pdf(form.key));
      expect(await confirm(form.key)).toMatchObject({ status: 200, body: { file_id: form.file_id } });
      await settled(api, form.file_id);
    }
    expect(await storedKeys(airlock.dataDir)).toEqual(expect.arrayContaining([byDay.key, byName.key]));
  });

  it.each([
    ['another type', { content_type: 'text/html' }, 'UNSUPPORTED_TYPE', 'image/jpeg, image/png'],
    ['an extension of another type', { filename: 'a.exe' }, 'UNSUPPORTED_TYPE', 'application/pdf'],
    ['no extension', { filename: 'Makefile' }, 'UNSUPPORTED_TYPE', 'application/octet-stream is not accepted'],
    ['a path for a name', { filename: '../a.png' }, 'VALIDATION_FAILED', 'filename'],
    ['an unknown bucket', { bucket: 'nowhere' }, 'INVALID_BUCKET', 'nowhere'],
    ['an unknown member', { size: 1 }, 'VALIDATION_FAILED', 'size'],
    ['a page of a stranger', { success_url: 'https://evil.example/' }, 'VALIDATION_FAILED', APP],
    ['a page that is a script', { success_url: 'javascript:alert(1)' }, 'VALIDATION_FAILED', 'success_url'],
    ['a page with a password', { success_url: 'https://a:b@app.example/' }, 'VALIDATION_FAILED', 'success_url'],
  ])('is refused for %s', async (_, more, code, words) => {
    const { status, body } = await api.post('/files/upload-url', { filename: 'a.png', ...more });
    expect([status, body.code, body.detail]).toEqual([400, code, expect.stringContaining(words)]);
  });

  it('is the same for a request that is repeated under its key, signed anew, until it was used', async () => {
    const body = { filename: 'again.png', success_url: `${APP}/thanks` };
    const again = () => api.call('POST', '/files/upload-url', body, { 'idempotency-key': 'form-1' });
    const first = (await again()).body;
    const second = await again();
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect({ ...second.body, fields: null }).toEqual({ ...first, fields: null });
    expect(second.body.fields.success_action_redirect).toBe(`${APP}/thanks`);
    expect((await send(second.body, picture)).status).toBe(303);
    await confirm(first.key);
    expect((await again()).body).toMatchObject({ file_id: first.file_id, fields: null });
  });
});

describe('a page without JavaScript', () => {
  it('sends its file by the browser’s own means and leads to the page of the integrator, with the key', async () => {
    const form = await issue({ success_url: `${APP}/thanks?order=4711` });
    const answer = await submitPage(
      formPage(form),
      new Blob([new Uint8Array(picture)], { type: 'image/png' }),
      'ä "1".png',
    );
    expect(answer.status).toBe(303);
    const page = new URL(answer.headers.get('location')!);
    expect(`${page.origin}${page.pathname} ${page.searchParams.get('order')}`).toBe(`${APP}/thanks 4711`);
    expect(page.searchParams.get('key')).toBe(stagedUnder(form));
    expect(await confirm(page.searchParams.get('key')!)).toMatchObject({
      status: 200,
      body: { file_id: form.file_id },
    });
  });

  it('shows the XML of the store when it leads nowhere, which names the key', async () => {
    const form = await issue();
    const answer = await submitPage(formPage(form), new Blob([new Uint8Array(picture)]), 'a.png');
    expect([answer.status, await answer.text()]).toEqual([
      201,
      expect.stringContaining(`<Key>${stagedUnder(form)}</Key>`),
    ]);
  });
});

describe('an attacker with a form', () => {
  const padded = (bytes: number) => Buffer.concat([picture, Buffer.alloc(bytes - picture.length)]);

  it.each<[string, Buffer, Record<string, string>, number]>([
    ['a byte more than the limit', padded(LIMIT + 1), {}, 400],
    ['no bytes', Buffer.alloc(0), {}, 400],
    ['another type', picture, { 'Content-Type': 'text/html' }, 403],
    ['another key', picture, { key: 'ws_0123456789abcdef/staging/upl_0123456789abcdef' }, 403],
    ['the final key', picture, { key: 'uploads/a.png' }, 403],
    ['a redirect', picture, { success_action_redirect: 'https://evil.example/' }, 403],
    ['a policy of its own', picture, { Policy: Buffer.from('{"conditions":[]}').toString('base64') }, 403],
  ])('cannot send %s', async (_, bytes, change, status) => {
    const form = await issue();
    expect((await send(form, bytes, change)).status).toBe(status);
    expect((await confirm(form.key)).status).toBe(404);
  });

  it('can send exactly the limit', async () => {
    const form = await issue();
    expect((await send(form, padded(LIMIT))).status).toBe(201);
    expect(await confirm(form.key)).toMatchObject({ status: 200, body: { size: LIMIT } });
  });

  it('changes nothing by sending again what was admitted', async () => {
    const form = await issue();
    await send(form, picture);
    await confirm(form.key);
    await settled(api, form.file_id);
    await send(form, pdf('other'));
    expect(await confirm(form.key)).toMatchObject({ status: 200, body: { size: picture.length } });
    expect((await download(api, form.file_id)).bytes.equals(picture)).toBe(true);
  });

  it('finds nothing under the keys of others, forged keys and no keys', async () => {
    const form = await issue();
    await send(form, picture);
    const forged = [
      form.key.replace('My_photo', 'Your_photo'),
      `${form.key}/x`,
      `x/${form.key}`,
      form.file_id,
      'upl_',
      '%2F',
    ];
    for (const key of forged) expect([key, (await confirm(key)).status]).toEqual([key, 404]);
    const foreign = [
      await confirm(form.key, stranger),
      await confirm(stagedUnder(form), stranger),
      await stranger.get(`/files/download/${form.file_id}`),
      await stranger.delete(`/files/${form.file_id}`),
    ];
    expect(foreign.map(({ status, body }) => [status, body.code])).toEqual(foreign.map(() => [404, 'NOT_FOUND']));
    expect((await confirm(form.key)).status).toBe(200);
  });

  it('needs the right for each act', async () => {
    const keyWith = async (scope: string) =>
      api.as((await api.post('/v1/api-keys', { name: scope, scopes: [scope] })).body.api_key);
    const [reader, writer] = [await keyWith('uploads:read'), await keyWith('uploads:write')];
    const form = await issue();
    const refused = [
      await reader.post('/files/upload-url', { filename: 'a.png' }),
      await confirm(form.key, reader),
      await writer.get(`/files/download/${form.file_id}`),
      await reader.delete(`/files/${form.file_id}`),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect((await http(`${airlock.url}/files/upload-url`, { method: 'POST' })).status).toBe(401);
  });
});

describe('a form without a confirm', () => {
  it('is completed by its bytes, which take the same way as any others', async () => {
    const form = await issue();
    await send(form, picture);
    await stored.query(`UPDATE uploads SET next_check_at = now() WHERE id = '${form.file_id}'`);
    expect((await settled(api, form.file_id)).status).toBe('COMPLETED');
  });

  it('expires without bytes: its quota is free again and nothing of it is in the store', async () => {
    const form = await issue();
    await stored.query(`UPDATE uploads SET deadline_at = now(), next_check_at = now() WHERE id = '${form.file_id}'`);
    expect(await settled(api, form.file_id)).toMatchObject({ status: 'FAILED', status_reason: 'expired' });
    expect((await confirm(form.key)).status).toBe(410);
    const { reservations } = (await api.get('/v1/usage')).body;
    expect(reservations.map(({ upload_id: id }: Json) => id)).not.toContain(form.file_id);
  });

  it('leaves no bytes that arrive after its end', async () => {
    const form = await issue();
    await stored.query(`UPDATE uploads SET deadline_at = now(), next_check_at = now() WHERE id = '${form.file_id}'`);
    await settled(api, form.file_id);
    await send(form, picture);
    await stored.query(`UPDATE trash SET not_before = now() WHERE key = '${stagedUnder(form)}'`);
    await until(async () => !(await storedKeys(airlock.dataDir)).includes(stagedUnder(form)));
    await stored.expectConsistent();
  });
});
