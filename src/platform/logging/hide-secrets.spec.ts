import { describe, expect, it } from '@jest/globals';
import { SecretHider } from './hide-secrets.js';

const hider = new SecretHider();
hider.add(['the secret of this installation', 'short']);
const jwt = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from('{"sub":"x"}').toString('base64url')}.c2lnbmF0dXJl`;

describe('secrets in a log', () => {
  it.each([
    ['an API key', 'key sk_abcdefghijklmnopqrstuvwxyz012345 refused', 'key sk_[hidden] refused'],
    ['an upload token in a path', '/u/ut_abcdefghijklmnop0123/sign', '/u/ut_[hidden]/sign'],
    ['a webhook secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw=', 'whsec_[hidden]'],
    ['a JSON Web Token', `got ${jwt}.`, 'got [hidden].'],
    ['a header', 'authorization: Bearer abcdefgh.ijk', 'authorization: Bearer [hidden]'],
    [
      'a signed URL',
      'GET http://s/b/k?X-Amz-Credential=AK%2F1&X-Amz-Date=2&X-Amz-Signature=0123abcd failed',
      'GET http://s/b/k?X-Amz-Credential=[hidden]&X-Amz-Date=2&X-Amz-Signature=[hidden] failed',
    ],
    ['a token in a query', '/v1/tus?token=abc&x=1', '/v1/tus?token=[hidden]&x=1'],
    ['a signed id', `/v1/blobs/${'a'.repeat(24)}--${'b'.repeat(43)}`, '/v1/blobs/[hidden]'],
    ['a password in a URL', 'postgres://airlock:pass-word@db:5432/x', 'postgres://airlock:[hidden]@db:5432/x'],
    ['a value of the settings', 'with the secret of this installation.', 'with [hidden].'],
  ])('%s is hidden', (_, text, shown) => {
    expect(hider.hide(text)).toBe(shown);
  });

  it.each([
    'upl_0abc1def2ghi3jkl moved from PENDING to SCANNING',
    'http://localhost:3000/v1/uploads answered 404 -- again',
    'a short word, task_0123456789abcdef, utk_0123456789abcdef',
  ])('an ordinary text stays: %s', (text) => {
    expect(hider.hide(text)).toBe(text);
  });
});
