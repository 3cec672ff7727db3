import { expect, it } from '@jest/globals';
import { isUploadTokenSecret, newUploadTokenSecret } from './upload-token-secret.js';

it('is 192 bits in letters and digits', () => {
  const secret = newUploadTokenSecret();
  expect(secret).toMatch(/^ut_[0-9a-f]{48}$/);
  expect(newUploadTokenSecret()).not.toBe(secret);
  expect(isUploadTokenSecret(secret)).toBe(true);
});

it.each(['', 'ut_', `sk_${'0'.repeat(48)}`, `ut_${'0'.repeat(47)}`, `ut_${'0'.repeat(49)}`, `ut_${'G'.repeat(48)}`])(
  'is not %p',
  (text) => {
    expect(isUploadTokenSecret(text)).toBe(false);
  },
);
