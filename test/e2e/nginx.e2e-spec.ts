import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { freePort } from '../../src/platform/embedded/postgres/free-port.js';
import { Airlock, ROOT_KEY } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { pdf } from '../support/fixtures.js';
import { whyNotInstalled } from '../support/debian-package.js';
import { Nginx } from '../support/nginx.js';
import { confirm, create, put } from '../support/walk.js';

const MIB = 1024 * 1024;
const HOST = 'files.example.com';
const whyNot = await whyNotInstalled('nginx-light');
/** Needs Debian's nginx-light: without it the title says why. */
const title = whyNot
  ? `SKIPPED, nginx is not tested: ${whyNot}`
  : 'behind nginx with the configuration of docs/operations';

const file = { filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf('behind a proxy') };

(whyNot ? describe.skip : describe)(title, () => {
  let airlock: Airlock;
  let nginx: Nginx;
  let direct: Api;

  beforeAll(async () => {
    const PORT = String(await freePort());
    airlock = await Airlock.start({ env: { PORT, PUBLIC_URL: `https://${HOST}`, TRUST_PROXY: 'true' } });
    nginx = await Nginx.start(await freePort(), Number(PORT));
    direct = new Api(`http://127.0.0.1:${PORT}`);
  });
  afterAll(async () => {
    await nginx?.dispose();
    await airlock?.dispose();
  });

  /** A request over TLS from an address of this machine. */
  function through(path: string, { headers, ...options }: RequestOptions = {}): ClientRequest {
    return request({
      ...{ host: '127.0.0.1', port: nginx.port, path, servername: HOST, rejectUnauthorized: false, agent: false },
      ...options,
      headers: { host: HOST, ...headers },
    });
  }

  const auth = { authorization: `Bearer ${ROOT_KEY}` };

  async function answerOf(
    sent: ClientRequest,
    body?: string,
  ): Promise<{ status: number; body: Json; message: IncomingMessage }> {
    sent.end(body);
    const [message] = (await once(sent, 'response')) as [IncomingMessage];
    const received = await text(message);
    return { status: message.statusCode!, body: received.startsWith('{') ? JSON.parse(received) : received, message };
  }

  it('links lead to the public address', async () => {
    const { upload_id: id } = await create(direct, file);
    const { body } = await answerOf(through(`/v1/files/${id}`, { headers: auth }));
    expect(body.fileId).toBe(id);
    const tus = through('/v1/tus', {
      method: 'POST',
      headers: {
        ...auth,
        'tus-resumable': '1.0.0',
        'upload-length': '12',
        'upload-metadata': `bucket ${btoa('assets')},filename ${btoa('a.txt')},filetype ${btoa('text/plain')}`,
      },
    });
    const { message } = await answerOf(tus);
    expect(message.headers.location).toMatch(new RegExp(`^https://${HOST}/v1/tus/`));
  });

  it('a body is refused before it has arrived: nothing of it is kept back', async () => {
    const sent = through('/v1/files/upload', {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_wrong',
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': String(64 * MIB),
      },
    });
    sent.on('error', () => undefined);
    sent.write(Buffer.alloc(MIB, '-'));
    const [message] = (await once(sent, 'response')) as [IncomingMessage];
    expect(message.statusCode).toBe(401);
    sent.destroy();
  });

  it('a form above every usual limit of a proxy arrives', async () => {
    const head = [
      '--x\r\ncontent-disposition: form-data; name="bucket"\r\n\r\nassets',
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\ncontent-type: application/octet-stream\r\n\r\n',
    ].join('\r\n');
    const sent = through('/v1/files/upload', {
      method: 'POST',
      headers: { ...auth, 'content-type': 'multipart/form-data; boundary=x' },
    });
    sent.write(head);
    for (let written = 0; written < 16; written += 1)
      if (!sent.write(Buffer.alloc(MIB, written))) await once(sent, 'drain');
    const { status, body } = await answerOf(sent, '\r\n--x--\r\n');
    expect([status, body.size]).toEqual([201, 16 * MIB]);
  });

  it('an event stream shows each change when it happens', async () => {
    const created = await create(direct, file);
    const sent = through(`/v1/uploads/${created.upload_id}/events`, {
      headers: { ...auth, accept: 'text/event-stream' },
    });
    sent.end();
    const [message] = (await once(sent, 'response')) as [IncomingMessage];
    message.setEncoding('utf8');
    let heard = '';
    const sees = async (status: string) => {
      while (!heard.includes(`"status":"${status}"`)) heard += String((await once(message, 'data'))[0]);
    };
    await sees('PENDING');
    await put(created, file.bytes);
    await confirm(direct, created.upload_id);
    await sees('COMPLETED');
  });

  it('a subscription gets its values', async () => {
    const created = await create(direct, file);
    const socket = new WebSocket(`wss://127.0.0.1:${nginx.port}/graphql`, 'graphql-transport-ws', {
      headers: { host: HOST },
      rejectUnauthorized: false,
    });
    const heard: Json[] = [];
    const next = async (type: string): Promise<Json> => {
      for (;;) {
        const at = heard.findIndex((message) => message.type === type);
        if (at >= 0) return heard.splice(at, 1)[0];
        await once(socket, 'message');
      }
    };
    socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString())));
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { Authorization: `Bearer ${ROOT_KEY}` } }));
    await next('connection_ack');
    const query = `subscription { uploadChanged(id: "${created.upload_id}") { status } }`;
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    expect((await next('next')).payload.data.uploadChanged.status).toBe('PENDING');
    socket.terminate();
  });

  it('logins are counted by the address of the client, whatever it invents', async () => {
    const login = (localAddress: string, headers: Record<string, string> = {}) =>
      answerOf(
        through('/v1/auth/login', {
          method: 'POST',
          localAddress,
          headers: { 'content-type': 'application/json', ...headers },
        }),
        JSON.stringify({ email: `${Math.random()}@example.com`, password: 'a wrong password' }),
      );
    for (let tries = 0; tries < 10; tries += 1) expect((await login('127.0.0.2')).status).toBe(401);
    expect((await login('127.0.0.2')).status).toBe(429);
    expect((await login('127.0.0.2', { 'x-forwarded-for': '203.0.113.7' })).status).toBe(429);
    expect((await login('127.0.0.3')).status).toBe(401);
  });

  it.each(['/metrics', '/health/ready', '/health/live', '/health/live/'])('%s stays inside', async (path) => {
    expect((await answerOf(through(path))).status).toBe(200);
    expect((await answerOf(through(path, { localAddress: '127.0.0.2' }))).status).toBe(403);
  });
});
