import { expect, it } from '@jest/globals';
import { withoutUrls } from './without-urls.js';

const signed = 'https://store/x?X-Amz-Signature=abc';

it('leaves signed URLs and forms out', () => {
  const answer = { presigned_url: signed, fields: { 'X-Amz-Signature': 'abc' }, parts: [{ url: signed }], id: 'a' };
  expect(withoutUrls(answer)).toEqual({ presigned_url: null, fields: null, parts: [{ url: null }], id: 'a' });
});

it('keeps what clients gave as their own JSON, whatever it holds', () => {
  const own = { source: signed, 'X-Amz-Signature': 1 };
  const answer = { metadata: own, object_metadata: own, objectMetadata: own };
  expect(withoutUrls(answer)).toEqual(answer);
});
