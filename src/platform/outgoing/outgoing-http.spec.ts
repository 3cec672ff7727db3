import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HostResolver, SystemResolver } from './host-resolver.js';
import { OutgoingHttp } from './outgoing-http.js';

/** Returns another address for each query, like a hostile name server (DNS rebinding). */
class ScriptedResolver extends HostResolver {
  asked = 0;
  constructor(private readonly answers: string[][]) {
    super();
  }
  async addressesOf(): Promise<string[]> {
    return this.answers[this.asked++ % this.answers.length]!;
  }
}

const message = { headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
const servers: Server[] = [];
let received: { url: string; body: string; headers: http.IncomingHttpHeaders }[];
let honest: number;

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A server whose behaviour `talk` defines. */
const raw = (talk: (socket: net.Socket) => void) =>
  listen(
    net.createServer((socket) => {
      socket.on('error', () => undefined);
      talk(socket);
    }),
  );

const client = (
  more: { allowPrivate?: boolean; totalMs?: number; connectMs?: number; resolver?: HostResolver } = {},
) => {
  const { allowPrivate = true, totalMs = 10_000, connectMs = 5_000, resolver = new SystemResolver() } = more;
  return new OutgoingHttp(resolver, { allowPrivate, totalMs, connectMs });
};
const post = (url: string, more = {}) => client(more).post({ url, ...message });

beforeAll(async () => {
  received = [];
  honest = await listen(
    http.createServer((request, answer) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ url: request.url!, body: Buffer.concat(chunks).toString(), headers: request.headers });
        const status = Number(/\d{3}/.exec(request.url!)?.[0] ?? 200);
        answer
          .writeHead(status, status === 302 ? { location: `http://127.0.0.1:${honest}/followed` } : {})
          .end('thanks');
      });
    }),
  );
});
afterAll(() => {
  for (const server of servers) server.close();
});

describe('a response', () => {
  it.each([200, 204, 302, 404, 500])('with status %i returns that status', async (status) => {
    expect(await post(`http://127.0.0.1:${honest}/${status}`)).toBe(status);
  });

  it('follows a request with the given body and headers, and is never redirected', async () => {
    received = [];
    await post(`http://127.0.0.1:${honest}/302?x=1`);
    expect(received).toEqual([
      {
        url: '/302?x=1',
        body: message.body,
        headers: expect.objectContaining({
          'content-type': 'application/json',
          'content-length': '7',
          connection: 'close',
        }),
      },
    ]);
  });

  it('without an end is read up to a few KiB', async () => {
    const port = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const pour = () => socket.writable && socket.write(Buffer.alloc(64 * 1024), () => setImmediate(pour));
      pour();
    });
    expect(await post(`http://127.0.0.1:${port}/`)).toBe(200);
  });

  it('that stalls in its body still counts', async () => {
    const port = await raw((socket) => socket.write('HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nbut'));
    expect(await post(`http://127.0.0.1:${port}/`)).toBe(201);
  });
});

describe('without a response', () => {
  it.each<[string, (socket: net.Socket) => void, RegExp, totalMs?: number]>([
    ['silence', () => undefined, /in time/, 400],
    ['half a head', (socket) => socket.write('HTTP/1.1 200 OK\r\nX: '), /in time/, 400],
    [
      'a drip of headers',
      (socket) => void setInterval(() => socket.write('a: b\r\n'), 5).unref(),
      /in time|not HTTP/,
      400,
    ],
    ['garbage', (socket) => socket.end('\0\x01\x02 what?\r\n\r\n'), /not HTTP/],
    ['another protocol', (socket) => socket.end('220 mail.example ESMTP\r\n'), /not HTTP/],
    ['an endless head', (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'x: '.padEnd(1_000_000, 'y')}`), /not HTTP/],
    ['a closed connection', (socket) => socket.destroy(), /broke/],
    [
      'another protocol on request',
      (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
      /not HTTP/,
    ],
  ])('%s has a message', async (...[, talk, sentence, totalMs]) => {
    const port = await raw(talk);
    await expect(post(`http://127.0.0.1:${port}/`, { totalMs })).rejects.toThrow(sentence);
  });

  it('a closed port, a peer without a TLS handshake and an unknown name have messages', async () => {
    const port = await raw(() => undefined);
    await expect(post(`https://127.0.0.1:${port}/`, { connectMs: 300 })).rejects.toThrow(/in time/);
    await expect(post('http://127.0.0.1:1/')).rejects.toThrow(/refused/);
    await expect(post('http://nobody.example/', { resolver: new ScriptedResolver([[]]) })).rejects.toThrow(
      /no address/,
    );
    const tls = await raw((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    await expect(post(`https://127.0.0.1:${tls}/`)).rejects.toThrow(/TLS|broke/);
  });
});

describe('addresses', () => {
  const refusal = /no address that may be called/;

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.1/',
    'http://0.0.0.0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://10.1.2.3/',
    'http://[fd00::1]/',
    'http://localhost/',
  ])('%s is not called', async (url) => {
    await expect(post(url, { allowPrivate: false })).rejects.toThrow(refusal);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/',
    'http://2852039166/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://100.100.100.200/',
    'http://0.0.0.0/',
  ])('%s is not called even where private networks are allowed', async (url) => {
    await expect(post(url)).rejects.toThrow(refusal);
  });

  it('a name is resolved once per request, and the connected address is checked', async () => {
    received = [];
    const resolver = new ScriptedResolver([['93.184.216.34'], ['127.0.0.1']]);
    // The result of a check before the request.
    expect(await resolver.addressesOf()).toEqual(['93.184.216.34']);
    const rebound = client({ allowPrivate: false, resolver }).post({
      url: `http://rebind.example:${honest}/`,
      ...message,
    });
    await expect(rebound).rejects.toThrow(refusal);
    expect([resolver.asked, received]).toEqual([2, []]);
  });

  it('of several, only allowed ones are tried', async () => {
    received = [];
    const resolver = new ScriptedResolver([['169.254.169.254', '127.0.0.1']]);
    expect(await post(`http://mixed.example:${honest}/200`, { resolver })).toBe(200);
    expect(received[0]!.headers.host).toBe(`mixed.example:${honest}`);
  });
});
