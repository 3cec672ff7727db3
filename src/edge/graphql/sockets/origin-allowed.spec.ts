import { describe, expect, it } from '@jest/globals';
import { isOriginAllowed } from './origin-allowed.js';

const listed = ['https://app.example'];

describe('isOriginAllowed', () => {
  it.each([
    ['no origin', { host: 'a.example' }, true],
    ['a listed one', { origin: 'https://app.example', host: 'a.example' }, true],
    ['our own', { origin: 'https://a.example', host: 'a.example' }, true],
    ['our own with its port', { origin: 'http://a.example:3000', host: 'a.example:3000' }, true],
    ['another', { origin: 'https://evil.example', host: 'a.example' }, false],
    ['null', { origin: 'null', host: 'a.example' }, false],
    ['an empty one', { origin: '', host: 'a.example' }, false],
    ['none that can be read', { origin: 'https://[', host: 'a.example' }, false],
    ['an empty host on both sides', { origin: 'about:blank', host: '' }, false],
    ['no host', { origin: 'https://a.example' }, false],
  ])('%s: %j is %s', (_what, headers, allowed) => {
    expect(isOriginAllowed(headers, listed)).toBe(allowed);
  });

  it('allows any origin where any is listed', () => {
    expect(isOriginAllowed({ origin: 'null', host: 'a.example' }, ['*'])).toBe(true);
  });
});
