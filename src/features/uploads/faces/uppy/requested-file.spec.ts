import { expect, it } from '@jest/globals';
import { fileOf, fileOfCompanion, filenameOfKey } from './requested-file.js';

it.each([
  ['0b5f6d1e-2c3a-4b5c-8d9e-0f1a2b3c4d5e-holiday photo.png', 'holiday photo.png'],
  ['album/2026/a.png', 'a.png'],
  ['a.png', 'a.png'],
  ['0b5f6d1e-2c3a-4b5c-8d9e-0f1a2b3c4d5e-', '0b5f6d1e-2c3a-4b5c-8d9e-0f1a2b3c4d5e-'],
])('the key %p is of the file %p', (key, name) => {
  expect(filenameOfKey(key)).toBe(name);
});

it('takes what a page adds before what Uppy says', () => {
  const said = { contentType: 'image/png', type: 'text/plain', size: 3, filename: 'b.png', metadata: { a: 1 } };
  expect(fileOf(said, 'a.png')).toEqual({
    ...{ contentType: 'image/png', fileSizeBytes: 3, filename: 'b.png', metadata: { a: 1 } },
  });
  expect(fileOf({ type: 'text/plain' }, 'a.png')).toMatchObject({ contentType: 'text/plain', filename: 'a.png' });
  expect(fileOf({}, 'a').contentType).toBe('application/octet-stream');
});

it.each([{}, { filename: '' }, { filename: null }, { filename: ['a.png', 'b.png'] }])(
  'takes no file that is named %p',
  (said) => {
    expect(() => fileOfCompanion({ ...said, type: 'image/png' })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED' }),
    );
  },
);
