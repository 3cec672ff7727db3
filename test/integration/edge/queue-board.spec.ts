import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RefusedAttempts } from '../../../src/features/audit/refused-attempts.service.js';
import { type Api, http, type Json } from '../../support/api.js';
import { ROOT_KEY } from '../../support/airlock.js';
import { keyWith } from '../../support/callers.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { makeToken } from '../../support/upload-tokens.js';

let running: EventApp;
let api: Api;

beforeAll(async () => {
  running = await startEventApp();
  ({ api } = running);
});
afterAll(() => running.close());

const basic = (key: string) => `Basic ${Buffer.from(`operator:${key}`).toString('base64')}`;
const open = (path: string, authorization?: string, more: Record<string, string> = {}, method = 'GET') =>
  http(`${api.url}/admin/queues${path}`, { method, headers: { ...(authorization && { authorization }), ...more } });

describe('the queue board', () => {
  it('is a page for a browser that sends a system key as the password, with assets of this server alone', async () => {
    const page = await open('', basic(ROOT_KEY));
    expect(page).toMatchObject({ status: 200 });
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.text).not.toContain('googleapis');
    const policy = page.headers['content-security-policy'] as string;
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'self'");
    const assets = [...page.text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, path]) => path!);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) expect(await open(`/${asset}`, basic(ROOT_KEY))).toMatchObject({ status: 200 });
  });

  it('has no script in the page, but data', async () => {
    const { text } = await open('/', basic(ROOT_KEY));
    const inline = [...text.matchAll(/<script(?![^>]*src=)([^>]*)>/g)].map(([, attributes]) => attributes);
    expect(inline).toEqual([' id="__UI_CONFIG__" type="application/json"']);
    expect(text).not.toMatch(/\son\w+=/);
  });

  it('shows the queues of this process, and says that they are only read', async () => {
    const { body } = await open('/api/queues', `Bearer ${ROOT_KEY}`);
    const queues = (body as Json).queues as Json[];
    expect(queues.map(({ name }) => name).sort()).toEqual(['admission', 'health']);
    expect(queues.every(({ readOnlyMode }) => readOnlyMode === true)).toBe(true);
    expect(await open('/api/redis/stats', `Bearer ${ROOT_KEY}`)).toMatchObject({ status: 200 });
  });

  it.each(['PUT', 'POST', 'DELETE', 'PATCH'])('changes nothing: %s is refused everywhere', async (method) => {
    for (const path of ['/api/queues/admission/pause', '/api/queues/admission/obliterate', '/api/queues/pause', ''])
      expect([404, 405]).toContain((await open(path, basic(ROOT_KEY), {}, method)).status);
  });

  it.each([
    '/../../package.json',
    '/static/../index.ejs',
    '/static/..%2f..%2fpackage.json',
    '/static/%2e%2e/index.ejs',
  ])('reads no file outside of its assets: %s', async (path) => {
    const { status, text } = await open(path, basic(ROOT_KEY));
    expect([
      status === 404 || status === 403 || status === 400 || !text.includes('<%'),
      text.includes('"dependencies"'),
    ]).toEqual([true, false]);
  });
});

describe('everyone else is refused', () => {
  it('asks a browser for the key, and answers nothing without', async () => {
    const answer = await open('');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="Airlock queues", charset="UTF-8"');
    for (const wrong of [
      basic('sk_nothing'),
      basic(''),
      'Basic !',
      `Bearer sk_${'0'.repeat(32)}`,
      `Digest ${ROOT_KEY}`,
    ])
      expect(await open('/api/queues', wrong)).toMatchObject({ status: 401 });
  });

  it('every path of the board, its assets included', async () => {
    for (const path of ['', '/', '/queue/admission', '/api/queues', '/static/images/logo.svg'])
      expect([path, (await open(path)).status]).toEqual([path, 401]);
  });

  it('an administrator, a system key that is bound to a workspace, and the bearer of an upload token', async () => {
    const { workspace_id } = (await api.get('/v1/me')).body;
    const { body: bound } = await api.post('/v1/api-keys', { name: 'bound', scopes: ['system'], workspace_id });
    const admin = await keyWith(api, 'admin');
    const { upload_token } = await makeToken(api);
    for (const key of [admin.key, bound.api_key, upload_token]) {
      expect(await open('/api/queues', basic(key))).toMatchObject({ status: 403 });
      expect(await open('', `Bearer ${key}`)).toMatchObject({ status: 403 });
    }
  });

  it('another site that makes the browser of an operator send requests', async () => {
    const script = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' };
    const frame = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    for (const headers of [script, frame])
      expect(await open('/api/queues', basic(ROOT_KEY), headers)).toMatchObject({ status: 403 });
    const link = { ...frame, 'sec-fetch-dest': 'document' };
    expect(await open('', basic(ROOT_KEY), link)).toMatchObject({ status: 200 });
  });

  it('and the trail has who opened it and who was refused', async () => {
    const admin = await keyWith(api, 'admin');
    const { key_id } = (await admin.get('/v1/me')).body;
    await open('', basic(admin.key));
    await running.app.get(RefusedAttempts, { strict: false }).flush(Infinity);
    const { body: refused } = await api.get(`/v1/audit-events?action=queue.view&actor=${key_id}`);
    expect(refused.items).toMatchObject([{ outcome: 'refused', detail: { code: 'FORBIDDEN' } }]);
    const { body: done } = await api.get('/v1/audit-events?action=queue.view&outcome=done');
    expect(done.items.length).toBeGreaterThan(0);
  });
});
