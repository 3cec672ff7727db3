import { expect, it } from '@jest/globals';
import { etagName } from './etag.js';

const NAME = '9b2cf535f27731c974343645a3985328-2';

it.each([NAME, `"${NAME}"`, `W/"${NAME}"`, `w/"${NAME}"`, `W/${NAME}`, ` "${NAME}" `])('takes %j', (etag) => {
  expect(etagName(etag)).toBe(NAME);
});

it('takes no other one for it', () => {
  expect(etagName('W/"x"')).not.toBe(NAME);
  expect(etagName('W')).toBe('W');
});
