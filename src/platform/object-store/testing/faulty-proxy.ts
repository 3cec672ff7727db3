import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The faults that the proxy injects. Tests change them while it runs. */
export interface ProxyFaults {
  /** Runs before a request is forwarded to the store. */
  before?: (request: IncomingMessage) => Promise<void> | void;
  /** Runs after the store responded and before the response is forwarded. */
  after?: (request: IncomingMessage) => Promise<void> | void;
  /** `silent`: never responds; a number: stalls after that many bytes of the response body. */
  stall?: (request: IncomingMessage) => 'silent' | number | undefined;
  /** Responds with this status without forwarding the request. */
  refuse?: (request: IncomingMessage) => number | undefined;
}

export interface FaultyProxy {
  endpoint: string;
  faults: ProxyFaults;
  stop(): Promise<void>;
}

/** A proxy between client and store that injects network faults. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const { hostname, port } = new URL(target);
  const proxy: FaultyProxy = { endpoint: '', faults: {}, stop };
  const server = createServer((from, to) => {
    forward(from, to).catch(() => to.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;

  async function forward(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const { before, after, stall, refuse } = proxy.faults;
    const stalling = stall?.(from);
    if (stalling === 'silent') return;
    const status = refuse?.(from);
    if (status) return void from.resume().on('end', () => to.writeHead(status).end());
    await before?.(from);
    const { method, url: path, headers } = from;
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      const pass = async () => {
        await after?.(from);
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        if (stalling === undefined) answer.pipe(to);
        else answer.once('data', (chunk: Buffer) => to.write(chunk.subarray(0, stalling)));
      };
      pass().catch(() => to.destroy());
    });
    onward.on('error', () => to.destroy());
    from.pipe(onward);
  }

  async function stop(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
