import { randomBytes } from 'node:crypto';
import { type Answer, http, type Json } from './api.js';

/** Posts the form as a browser does: its fields in their order, then the file. */
export function postForm(
  { presigned_url, fields }: Json,
  bytes: Buffer,
  change: Record<string, string> = {},
): Promise<Answer<Json>> {
  const boundary = randomBytes(12).toString('hex');
  const field = ([name, value]: [string, unknown]) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n`;
  const given = Object.entries({ ...fields, ...change }).map(field);
  const body = Buffer.concat([Buffer.from(given.join('') + head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return http(presigned_url, {
    method: 'POST',
    body,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
}
