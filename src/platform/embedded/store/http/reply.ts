import { type Readable } from 'node:stream';

/** What an operation answers; only `http/send-reply` touches the response. */
export interface Reply {
  status: number;
  headers?: Record<string, string | number>;
  /** XML text, or bytes as they are read; a stream's length is named in `headers`. */
  body?: string | Readable;
}

export function xmlReply(body: string, headers: Reply['headers'] = {}): Reply {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body };
}

export const emptyReply = (status = 200, headers: Reply['headers'] = {}): Reply => ({ status, headers });
