import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** The status to answer instead of the correct one; nothing to handle the request normally. */
export type Whim = (request: IncomingMessage, objects: Map<string, Buffer>) => number | undefined;

export interface LaxStore {
  endpoint: string;
  stop(): Promise<void>;
}

const keyOf = ({ url = '' }: IncomingMessage) => url.split('?', 1)[0]!;
const isReadOfObject = (request: IncomingMessage) =>
  ['GET', 'HEAD'].includes(request.method ?? '') && /^\/[^/]+\/./.test(keyOf(request));

/** A store without access control: it stores and serves every request, signed or not, unless `whim` answers. */
export async function startLaxStore(whim: Whim = () => undefined): Promise<LaxStore> {
  const objects = new Map<string, Buffer>();
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const key = keyOf(request);
    // Decided before the body has arrived, as some stores do.
    const status = whim(request, objects);
    const body = await buffer(request);
    if (request.method === 'PUT' && status === undefined) objects.set(key, body);
    const known = objects.get(key);
    const plain = isReadOfObject(request) && !known ? 404 : 200;
    response.writeHead(status ?? plain, { etag: '"0123456789abcdef0123456789abcdef"' });
    response.end(request.method === 'GET' ? known : undefined);
  };
  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
