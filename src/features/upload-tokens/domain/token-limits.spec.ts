import { describe, expect, it } from '@jest/globals';
import type { DomainError } from '../../../shared/errors/domain-error.js';
import { checkLimits, isOrigin, isWithin } from './token-limits.js';

const bucket = {
  name: 'pictures',
  status: 'ACTIVE',
  maxFileSize: 1_000,
  allowedContentTypes: ['image/*', 'text/plain'],
};
const asked = { maxFileSize: 1_000 };
const TIER = 5_000;

function codeOf(refused: () => void): string | undefined {
  try {
    refused();
    return undefined;
  } catch (error) {
    return (error as DomainError).code;
  }
}

describe('a new token', () => {
  it('may allow all that its bucket does', () => {
    const all = { ...asked, allowedContentTypes: ['image/*', 'IMAGE/png', 'text/plain'], origin: 'https://a.example' };
    expect(() => checkLimits(all, bucket, TIER)).not.toThrow();
  });

  it.each<[string, object, object, string, string]>([
    ['larger files than the bucket', { maxFileSize: 1_001 }, {}, 'PAYLOAD_TOO_LARGE', 'the bucket pictures'],
    ['larger files than the tier', { maxFileSize: 5_001 }, { maxFileSize: null }, 'PAYLOAD_TOO_LARGE', 'the tier'],
    ['another type', { allowedContentTypes: ['image/png', 'text/html'] }, {}, 'UNSUPPORTED_TYPE', 'text/html'],
    ['a wider family', { allowedContentTypes: ['text/*'] }, {}, 'UNSUPPORTED_TYPE', 'text/*'],
    ['every type', { allowedContentTypes: ['*/*'] }, {}, 'UNSUPPORTED_TYPE', '*/*'],
    ['no type', { allowedContentTypes: ['png'] }, {}, 'VALIDATION_FAILED', 'allowed_content_types.0'],
    ['a page instead of an origin', { origin: 'https://a.example/page' }, {}, 'VALIDATION_FAILED', 'origin'],
    ['files of a closed bucket', {}, { status: 'ARCHIVED' }, 'BUCKET_INACTIVE', 'ARCHIVED'],
  ])('does not allow %s', (_, more, place, code, named) => {
    const check = () => checkLimits({ ...asked, ...more }, { ...bucket, ...place }, TIER);
    expect(codeOf(check)).toBe(code);
    expect(check).toThrow(named);
  });
});

it.each<[string[], string, boolean]>([
  [[], 'text/html', true],
  [[], '*/*', true],
  [['*/*'], 'a/*', true],
  [['a/*'], 'a/b', true],
  [['a/b'], 'a/*', false],
  [['a/*'], '*/*', false],
])('%p holds %p: %p', (allowed, entry, expected) => {
  expect(isWithin(allowed, entry)).toBe(expected);
});

it.each<[string, boolean]>([
  ['https://app.example.com', true],
  ['http://localhost:3000', true],
  ['https://app.example.com/', false],
  ['https://APP.example.com', false],
  ['https://app.example.com:443', false],
  ['null', false],
  ['file://', false],
])('%p is an origin: %p', (text, expected) => {
  expect(isOrigin(text)).toBe(expected);
});
