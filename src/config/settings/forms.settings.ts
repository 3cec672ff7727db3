import { integer, list, shaped } from '../setting.js';

const MIB = 1024 * 1024;

/** Files that are posted by HTML forms. */
export const formsSettings = {
  FORM_UPLOAD_PREFIX: shaped({
    pattern: /^(?!ws_)([A-Za-z0-9_-]{1,64}\/){1,4}$/,
    shape:
      'one to four folders of letters, digits, underscores and hyphens, each followed by a slash, not starting with ws_',
    fallback: 'uploads/',
    about: 'What keys of files from forms start with, in buckets of the key strategy id.',
  }),
  FORM_URL_EXPIRY: integer({
    min: 60,
    max: 86_400,
    fallback: 3600,
    about: 'Lifetime in seconds of a form.',
  }),
  FORM_MAX_FILE_SIZE: integer({
    min: 1,
    max: 5 * 1024 * MIB,
    fallback: 10 * MIB,
    about: 'Largest file that a form takes, in bytes.',
  }),
  FORM_ALLOWED_CONTENT_TYPES: list({
    pattern: /^[A-Za-z0-9!#$&^_.+-]+\/([A-Za-z0-9!#$&^_.+-]+|\*)$/,
    shape: 'MIME types such as image/png or image/*',
    fallback: ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'application/pdf'],
    about: 'Types of files that forms take, of those that the bucket takes.',
  }),
};
