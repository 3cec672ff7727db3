import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

const MIB = 1024 * 1024;
const BOUNDARY = '----airlock-bench';

interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
  before?: Buffer;
  mebibytes: number;
  after?: Buffer;
}

/** Sends the same mebibyte again and again; the answer's body. */
async function send({ url, method, headers, before, mebibytes, after }: Sent): Promise<string> {
  const length = (before?.length ?? 0) + mebibytes * MIB + (after?.length ?? 0);
  const sent = request(url, { method, headers: { ...headers, 'content-length': String(length) } });
  const answered = once(sent, 'response');
  if (before) sent.write(before);
  const block = Buffer.alloc(MIB, 'The quick brown fox jumps over the lazy dog. ');
  for (let n = 0; n < mebibytes; n++) if (!sent.write(block)) await once(sent, 'drain');
  sent.end(after);
  const [answer] = (await answered) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  if (answer.statusCode! >= 300) throw new Error(`${method} was answered ${answer.statusCode}: ${text}`);
  return text;
}

/** Straight to the store, by a presigned URL. */
export async function byUrl(api: string, key: string, mebibytes: number): Promise<() => Promise<unknown>> {
  const asked = { filename: 'a.txt', mimeType: 'text/plain', bucket: 'assets', size: mebibytes * MIB };
  const response = await fetch(`${api}/v1/files/presign`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  });
  const { uploadUrl: url, headers } = (await response.json()) as { uploadUrl: string; headers: Record<string, string> };
  return () => send({ url, method: 'PUT', headers, mebibytes });
}

/** Through the API, in a form. */
export function byForm(api: string, key: string, mebibytes: number): Promise<unknown> {
  const part = (name: string, more = '') =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n`;
  const file = part('file', '; filename="a.txt"');
  return send({
    url: `${api}/v1/files/upload`,
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    before: Buffer.from(`${part('bucket')}\r\nassets\r\n${file}Content-Type: text/plain\r\n\r\n`),
    mebibytes,
    after: Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  });
}
