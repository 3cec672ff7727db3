import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { verifyWebhook } from './verify.js';

const [secret, next] = ['whsec_', 'whsec_'].map((prefix, i) => prefix + Buffer.alloc(32, i + 1).toString('base64'));
const payload = JSON.stringify({ type: 'upload.available', timestamp: '2026-01-31T12:00:00.000Z', data: { n: 'ä' } });
const now = 1_769_860_800_000;
const sign = (by: string, body = payload, at = now) => new Webhook(by).sign('dlv_1', new Date(at), body);

const headers = (signature: string, at = now) => ({
  'webhook-id': 'dlv_1',
  'webhook-timestamp': String(at / 1000),
  'webhook-signature': signature,
});
const verify = (signature: string, more: object = {}) =>
  verifyWebhook({ payload, headers: headers(signature), secret: secret!, now, ...more });

describe('a webhook', () => {
  it('that was signed by any library of Standard Webhooks answers its event', async () => {
    const event = { type: 'upload.available', data: { n: 'ä' } };
    expect(await verify(sign(secret!))).toMatchObject(event);
    expect(await verify(sign(secret!), { payload: Buffer.from(payload) })).toMatchObject(event);
    expect(await verify('', { headers: new Headers(headers(sign(secret!))) })).toMatchObject(event);
    const capitals = Object.entries(headers(sign(secret!))).map(([name, value]) => [name.toUpperCase(), [value]]);
    expect(await verify('', { headers: Object.fromEntries(capitals) })).toMatchObject(event);
  });

  it('is accepted while one secret takes the place of another', async () => {
    expect(await verify(`${sign(next!)} ${sign(secret!)}`)).toMatchObject({ type: 'upload.available' });
    expect(await verify(sign(next!), { secret: [secret, next] })).toMatchObject({ type: 'upload.available' });
  });

  it.each<[string, string, object]>([
    ['of another secret', sign(next!), {}],
    ['of another body', sign(secret!, '{}'), {}],
    ['of another time', sign(secret!, payload, now - 1000), {}],
    ['of another version', sign(secret!).replace('v1,', 'v1a,'), {}],
    ['with half a signature', sign(secret!).slice(0, 20), {}],
    ['with no base64', 'v1,%%%', {}],
    ['without a signature', '', {}],
    ['that is old', sign(secret!), { now: now + 301_000 }],
    ['of the future', sign(secret!), { now: now - 301_000 }],
    ['with more signatures than a rotation has', `${'v1,AAAA '.repeat(16)}${sign(secret!)}`, {}],
    ['with a body that is no JSON', sign(secret!, 'x'), { payload: 'x' }],
  ])('%s is not accepted', async (_, signature, more) => {
    await expect(verify(signature, more)).rejects.toMatchObject({ code: 'INVALID_SIGNATURE' });
  });

  it('cannot be checked without a secret', async () => {
    for (const none of ['', 'whsec_', 'whsec_%%'])
      await expect(verify(sign(secret!), { secret: none })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
