import { Agent, request } from 'node:http';

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

/** Sends all requests, a few in parallel over kept connections, and returns the answers. */
export async function sendAll(url: string, all: Sent[], parallel: number): Promise<Received[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const received: Received[] = [];
  const waiting = all.values();
  const work = async () => {
    for (const one of waiting) received.push(await sendOne(url, one, agent));
  };
  await Promise.all(Array.from({ length: parallel }, work));
  agent.destroy();
  return received;
}

/** A connection that ends while the body is sent, without an answer, is status 0. */
function sendOne(url: string, { what, method, path, headers, body }: Sent, agent: Agent): Promise<Received> {
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
