import { createHash } from 'node:crypto';
import { type Answer, type Api, http, type Json } from './api.js';
import { pdf } from './fixtures.js';
import type { RailsFile } from './rails-page.js';

export const DIRECT = '/api/v1/upload/direct';

const base64 = (algorithm: string, bytes: Buffer) => createHash(algorithm).update(bytes).digest('base64');

/** The checksums that a client may send, by their spelling. */
export const checksums: Record<string, (bytes: Buffer) => string> = {
  md5: (bytes) => base64('md5', bytes),
  sha256: (bytes) => base64('sha256', bytes),
  'sha256:': (bytes) => `sha256:${base64('sha256', bytes)}`,
};

let made = 0;

/** Another file each time. */
export const report = (): RailsFile => ({
  ...{ name: 'résumé  (1).pdf', type: 'application/pdf' },
  bytes: pdf(`Report ${made++}`),
});

/** What the client says of a file. */
export const blobOf = ({ name, type, bytes }: RailsFile, more: object = {}) => ({
  ...{ filename: name, content_type: type, byte_size: bytes.length, checksum: base64('md5', bytes) },
  ...more,
});

/** The request of the client, with what applications send beside it. */
export async function announce(api: Api, file: RailsFile, more: object = {}): Promise<Json> {
  const answer = await api.post(DIRECT, { blob: blobOf(file, more), authenticity_token: 'x' });
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body;
}

/** The PUT of the client. */
export const send = ({ direct_upload: { url, headers } }: Json, body: Buffer, more: Record<string, string> = {}) =>
  http(url, { method: 'PUT', body, headers: { ...headers, ...more } });

export const attach = (api: Api, signedId: string, more: object = {}): Promise<Answer<Json>> =>
  api.post('/v1/attachments', { signed_id: signedId, record_type: 'Post', record_id: '1', name: 'files', ...more });
