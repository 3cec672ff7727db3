import { type Readable } from 'node:stream';

/** The result of an operation; only `http/send-reply` writes the response. */
export interface Reply {
  status: number;
  headers?: Record<string, string | number>;
  /** XML text, or bytes or a stream, whose length is in `headers`. */
  body?: string | Buffer | Readable;
}

export function xmlReply(body: string, headers: Reply['headers'] = {}): Reply {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body };
}

export const emptyReply = (status = 200, headers: Reply['headers'] = {}): Reply => ({ status, headers });
