import { type Agent, request } from 'node:http';

export interface Sent {
  what: string;
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Received {
  what: string;
  status: number;
  text: string;
}

/** A connection that ends while the body is sent, without an answer, is status 0. */
export function sendOne(url: string, { what, method, path, headers, body }: Sent, agent: Agent): Promise<Received> {
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(`${url}${path}`, { method, agent, headers: { ...length, ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (more: string) => (text += more));
      answer.on('end', () => resolve({ what, status: answer.statusCode!, text }));
      answer.on('error', () => resolve({ what, status: 0, text }));
    });
    sent.on('error', () => resolve({ what, status: 0, text: '' }));
    sent.end(body);
  });
}
