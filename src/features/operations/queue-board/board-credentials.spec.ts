import { describe, expect, it } from '@jest/globals';
import { isOfAnotherSite, keyOf } from './board-credentials.js';

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('the key of a request to the board', () => {
  it.each([
    ['Bearer sk_1', 'sk_1'],
    [basic('anyone:sk_1'), 'sk_1'],
    [basic(':sk_1'), 'sk_1'],
    [basic('anyone:sk_1:2'), 'sk_1:2'],
    [basic('anyone:'), undefined],
    ['Basic !', undefined],
    ['Digest sk_1', undefined],
    [undefined, undefined],
  ])('of %p is %p', (authorization, key) => {
    expect(keyOf({ authorization })).toBe(key);
  });
});

describe('a request is of another site', () => {
  const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  it.each([
    [{}, false],
    [{ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, false],
    [{ 'sec-fetch-site': 'none', ...navigation }, false],
    [{ 'sec-fetch-site': 'cross-site', ...navigation }, false],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, true],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }, true],
    [{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, true],
  ])('%j: %p', (headers, expected) => {
    expect(isOfAnotherSite(headers)).toBe(expected);
  });
});
