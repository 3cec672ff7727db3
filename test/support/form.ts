import { request, type ClientRequest } from 'node:http';
import { Readable } from 'node:stream';
import type { Answer, Api, Json } from './api.js';

export const BOUNDARY = '----airlock-test-7d1f2c';

export interface FormPart {
  name: string;
  /** Present for files; may be anything that a header line can hold. */
  filename?: string;
  type?: string;
  content: string | Buffer;
  /** Takes the place of the whole Content-Disposition line. */
  disposition?: string;
}

export const field = (name: string, content: string): FormPart => ({ name, content });

export const filePart = (content: string | Buffer, filename = 'report.pdf', type = 'application/pdf'): FormPart => ({
  ...{ name: 'file', filename, type, content },
});

/** Everything of a part before its content. */
export function partHead({ name, filename, type, disposition }: FormPart): Buffer {
  const file = filename === undefined ? '' : `; filename="${filename}"`;
  const line = disposition ?? `Content-Disposition: form-data; name="${name}"${file}`;
  return Buffer.from(`--${BOUNDARY}\r\n${line}\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n`);
}

export const FORM_END = Buffer.from(`--${BOUNDARY}--\r\n`);
export const LINE_END = Buffer.from('\r\n');

export function formBytes(parts: FormPart[]): Buffer {
  const pieces = parts.flatMap((part) => [partHead(part), Buffer.from(part.content), LINE_END]);
  return Buffer.concat([...pieces, FORM_END]);
}

/** A request whose body the test writes itself. */
export function openForm(api: Api, headers: Record<string, string> = {}, path = '/v1/files/upload'): ClientRequest {
  const url = `${api.url}${path}`;
  const own = { authorization: `Bearer ${api.key}`, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
  return request(url, { method: 'POST', headers: { ...own, ...headers }, agent: false });
}

/** The answer to it, whenever it comes; an answer that came before the connection broke counts. */
export function answerTo(sent: ClientRequest): Promise<Answer<Json>> {
  return new Promise((resolve, reject) => {
    sent.on('response', (answer) => {
      const chunks: Buffer[] = [];
      const done = () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: answer.statusCode!,
          headers: answer.headers,
          text,
          body: text ? JSON.parse(text) : undefined,
        });
      };
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', done);
    });
    sent.on('error', reject);
  });
}

/** A whole form with its length, as browsers and curl send it; `headers` to lie about it. */
export function sendForm(
  api: Api,
  parts: FormPart[] | Buffer,
  headers: Record<string, string> = {},
  path?: string,
): Promise<Answer<Json>> {
  const bytes = Buffer.isBuffer(parts) ? parts : formBytes(parts);
  const sent = openForm(api, { 'content-length': String(bytes.length), ...headers }, path);
  const answer = answerTo(sent);
  sent.end(bytes);
  return answer;
}

/** A form in chunks, without a length. */
export function sendChunked(api: Api, pieces: Iterable<Buffer>): Promise<Answer<Json>> {
  const sent = openForm(api, { 'transfer-encoding': 'chunked' });
  const answer = answerTo(sent);
  Readable.from(pieces).pipe(sent);
  return answer;
}
