import { expect, it } from '@jest/globals';
import { FileErrors } from './file.errors.js';

it('a bucket that is not there is called a validation error', () => {
  expect(FileErrors.unknownBucket('x')).toMatchObject({ kind: 'invalid', code: 'validation-error' });
});
