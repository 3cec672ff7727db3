import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { GIVE_UP_HOURS, waitSeconds } from './retry-schedule.js';
import { signedHeaders } from './sign-message.js';
import { endpointUrlProblem } from './endpoint-url.js';
import { WebhookSecrets } from './webhook-secret.js';

const secrets = new WebhookSecrets('an installation’s secret');
const message = {
  id: 'dlv_0000000000000001',
  body: JSON.stringify({ type: 'upload.available', data: { name: 'ä€🦆' } }),
};
const now = new Date();

const sign = (versions: number[], at = now) =>
  signedHeaders(
    message,
    versions.map((version) => secrets.key('whk_1', version)),
    at,
  );
const verifier = (version: number, endpoint = 'whk_1', from = secrets) => new Webhook(from.shown(endpoint, version));

describe('signatures, as the library of Standard Webhooks verifies them', () => {
  it('are accepted', () => {
    expect(verifier(1).verify(message.body, sign([1]))).toEqual(JSON.parse(message.body));
  });

  it('are made again for each try: the same id, another time', () => {
    const later = sign([1], new Date(now.getTime() + 5_000));
    expect(later['webhook-id']).toBe(sign([1])['webhook-id']);
    expect(later['webhook-signature']).not.toBe(sign([1])['webhook-signature']);
  });

  it.each([
    ['an altered body', () => verifier(1).verify(message.body.replace('available', 'deleted'), sign([1]))],
    ['another id', () => verifier(1).verify(message.body, { ...sign([1]), 'webhook-id': 'dlv_0000000000000002' })],
    [
      'a time that was moved',
      () =>
        verifier(1).verify(message.body, {
          ...sign([1], new Date(0)),
          'webhook-timestamp': sign([1])['webhook-timestamp']!,
        }),
    ],
    [
      'a replay of ten minutes ago',
      () => verifier(1).verify(message.body, sign([1], new Date(now.getTime() - 600_000))),
    ],
    ['another version of the secret', () => verifier(2).verify(message.body, sign([1]))],
    ['another endpoint’s secret', () => verifier(1, 'whk_2').verify(message.body, sign([1]))],
    [
      'another installation’s secret',
      () => verifier(1, 'whk_1', new WebhookSecrets('x')).verify(message.body, sign([1])),
    ],
  ])('%s is refused', (_, verify) => expect(verify).toThrow());

  it('during a rotation satisfy the old secret and the new one', () => {
    for (const version of [1, 2]) expect(() => verifier(version).verify(message.body, sign([2, 1]))).not.toThrow();
    expect(() => verifier(3).verify(message.body, sign([2, 1]))).toThrow();
  });
});

describe('the secret', () => {
  it('is 256 bits, the same each time, and different for each endpoint and version', () => {
    const shown = secrets.shown('whk_1', 1);
    expect(shown).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(new WebhookSecrets('an installation’s secret').shown('whk_1', 1)).toBe(shown);
    const all = [shown, secrets.shown('whk_1', 2), secrets.shown('whk_2', 1), secrets.shown('whk_', 11)];
    expect(new Set(all).size).toBe(4);
  });
});

describe('retries', () => {
  it('begin within 30 seconds, grow, and fill a day without crowding it', () => {
    expect(waitSeconds(1, 0.999)).toBeLessThanOrEqual(30);
    const middle = Array.from({ length: 12 }, (_, tries) => waitSeconds(tries + 1, 0.5));
    expect(middle).toEqual([...middle].sort((a, b) => a - b));
    let [waited, tries] = [0, 0];
    while (waited < GIVE_UP_HOURS * 3600) waited += waitSeconds(++tries, 0.5);
    expect(tries).toBeGreaterThan(8);
    expect(tries).toBeLessThan(20);
  });

  it('do not come back all at once', () => {
    expect(waitSeconds(3, 0)).toBeLessThan(waitSeconds(3, 0.999));
  });
});

describe('the URL of an endpoint', () => {
  it.each(['https://example.com/hook', 'http://example.com:8080/a?b=c', 'https://[2606:4700::1111]/'])('%s', (url) =>
    expect(endpointUrlProblem(url)).toBeUndefined(),
  );

  it.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'example.com/hook',
    '//example.com',
    'https://',
    'https://user:secret@example.com/',
    'https://user@example.com/',
    'https://example.com/#part',
    ' https://example.com/',
    'https://example.com/\nHost: evil',
    'https://exa mple.com/',
    `https://example.com/${'x'.repeat(2050)}`,
    '',
  ])('%j is refused', (url) => expect(endpointUrlProblem(url)).toEqual(expect.any(String)));
});
