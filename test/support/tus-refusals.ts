import type { RawTus } from './tus.js';

type Refused = [
  what: string,
  send: (raw: RawTus, url: string) => Promise<{ status: number; text: string }>,
  status: number,
  said: string,
];

/** What is refused at the address of an upload of twenty bytes, and the sentence that says why. */
export const tusRefusals: Refused[] = [
  ['no credentials', (raw, url) => raw.look(url, { authorization: '' }), 401, ''],
  ['no credentials for bytes', (raw, url) => raw.append(url, 0, 'a', { authorization: '' }), 401, 'API key'],
  ['no credentials for a creation', (raw, url) => raw.create(1, {}, { authorization: '' }), 401, 'API key'],
  ['an id that there is not', (raw, url) => raw.look(`${url}/../upl_0000000000000000`), 404, ''],
  ['what is no id', (raw, url) => raw.append(`${url}/../..%2f..%2fx`, 0, 'a'), 404, 'not found'],
  ['more bytes than declared', (raw, url) => raw.append(url, 0, 'a'.repeat(21)), 413, 'exceeded'],
  ['another offset', (raw, url) => raw.append(url, 5, 'a'), 409, 'Upload-Offset conflict'],
  ['no offset', (raw, url) => raw.append(url, 0, 'a', { 'upload-offset': '' }), 403, 'Upload-Offset'],
  [
    'another type of body',
    (raw, url) => raw.append(url, 0, 'a', { 'content-type': 'application/json' }),
    400,
    'content-type',
  ],
  ['no type of body', (raw, url) => raw.append(url, 0, 'a', { 'content-type': '' }), 403, 'Content-Type'],
  ['a body in gzip', (raw, url) => raw.append(url, 0, 'a', { 'content-encoding': 'gzip' }), 415, 'Content-Encoding'],
  ['no version', (raw, url) => raw.look(url, { 'tus-resumable': '' }), 412, ''],
  ['no length', (raw, url) => raw.create(1, {}, { 'upload-length': '' }), 400, 'Upload-Length'],
  ['metadata that are none', (raw, url) => raw.create(1, {}, { 'upload-metadata': 'a b c' }), 400, 'upload-metadata'],
  ['no bucket', (raw, url) => raw.create(1, { bucket: '' }), 400, 'bucket'],
  ['a bucket that there is not', (raw, url) => raw.create(1, { bucket: 'nowhere' }), 400, 'no bucket nowhere'],
  ['a file name with a NUL', (raw, url) => raw.create(1, { filename: 'a\0b' }), 400, 'filename'],
  ['a type that is none', (raw, url) => raw.create(1, { filetype: 'text' }), 400, 'content_type'],
  ['a file above the tier', (raw, url) => raw.create(60_000_000_000), 413, 'more than the tier'],
  ['a POST that names no method', (raw, url) => raw.ask('POST', url), 405, 'X-HTTP-Method-Override'],
];

/** HEAD, PATCH, DELETE, and POST in place of one. */
export const tusActs: ((raw: RawTus, url: string) => Promise<{ status: number }>)[] = [
  (raw, url) => raw.look(url),
  (raw, url) => raw.append(url, 0, 'a'),
  (raw, url) => raw.terminate(url),
  (raw, url) => raw.ask('POST', url, { 'x-http-method-override': 'DELETE' }),
];
