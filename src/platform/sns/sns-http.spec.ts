import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { FetchingSnsHttp } from './sns-http.js';

let server: Server;
afterEach(() => void server.closeAllConnections());
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function serving(listener: RequestListener): Promise<URL> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/cert.pem`);
}

describe('FetchingSnsHttp', () => {
  it('reads the body of a 200', async () => {
    const url = await serving((_, response) => response.end('the certificate'));
    expect(await new FetchingSnsHttp().get(url)).toBe('the certificate');
  });

  it.each([404, 500, 204])('rejects for status %d', async (status) => {
    const url = await serving((_, response) => response.writeHead(status).end());
    await expect(new FetchingSnsHttp().get(url)).rejects.toThrow(`answered ${status}`);
  });

  it('follows no redirect', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serving((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await expect(new FetchingSnsHttp().get(url)).rejects.toThrow();
    expect(asked).toEqual(['/cert.pem']);
  });

  it('limits the size of the response', async () => {
    const url = await serving((_, response) => {
      response.on('error', () => undefined);
      const more = () => response.writable && response.write(Buffer.alloc(16 * 1024), () => setImmediate(more));
      more();
    });
    await expect(new FetchingSnsHttp().get(url)).rejects.toThrow('larger');
  });

  it('has a time-out', async () => {
    const url = await serving(() => undefined);
    await expect(new FetchingSnsHttp(50).get(url)).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
