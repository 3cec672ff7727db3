import { expect, it } from '@jest/globals';
import { instanceOf } from './instance-of.js';

const token = `ut_${'a1B2'.repeat(10)}`;

it.each([
  ['/v1/uploads/upl_1?token=x', '/v1/uploads/upl_1'],
  ['/v1/uploads/', '/v1/uploads'],
  ['/', '/'],
  [`/u/${token}/sign?x=1`, '/u/{upload_token}/sign'],
  [`/u/%75t_${'a1B2'.repeat(10)}/sign`, '/u/{upload_token}/sign'],
  ['/v1/buckets/checkout_2026/uploads', '/v1/buckets/checkout_2026/uploads'],
  [`//u//${token}`, '//u//{upload_token}'],
  [`/v1/blobs/${'a'.repeat(90)}--${'b'.repeat(43)}`, '/v1/blobs/{view_id}'],
  [`/v1/blobs/a%2Db/thumb`, '/v1/blobs/{view_id}/thumb'],
  [`/v1//Blobs//x/`, '/v1//Blobs//{view_id}'],
  [`/v1/files/${'a-_'.repeat(30)}--${'b'.repeat(43)}`, '/v1/files/{signed_id}'],
  [`/v1/tus/${token}/x`, '/v1/tus/{upload_token}/x'],
])('of %p is %p', (url, instance) => {
  expect(instanceOf(url)).toBe(instance);
});
