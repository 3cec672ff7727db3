import { createServer, connect, type Socket, type AddressInfo } from 'node:net';

/** `reset` cuts every connection and every new one; `silent` is a network that swallows everything. */
export type Line = 'open' | 'reset' | 'silent';

/** A line between two processes that a test can cut and mend. */
export class TcpProxy {
  private line: Line = 'open';
  private readonly pairs = new Set<[Socket, Socket]>();

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    private readonly target: { host: string; port: number },
  ) {
    server.on('connection', (from) => this.join(from));
  }

  static async to(target: { host: string; port: number }): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TcpProxy(server, target);
  }

  /** The proxy to whatever a URL names. */
  static ofUrl(url: string): Promise<TcpProxy> {
    const { hostname: host, port } = new URL(url);
    return TcpProxy.to({ host, port: Number(port) });
  }

  /** The same URL by way of this proxy. */
  through(url: string): string {
    const changed = new URL(url);
    changed.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return changed.href;
  }

  set(line: Line): void {
    this.line = line;
    for (const pair of this.pairs)
      for (const socket of pair) {
        // What a silent line swallowed is lost: once it is mended, such connections are dead as on a real network.
        if (line === 'silent') socket.pause().unpipe();
        else socket.destroy();
      }
  }

  async close(): Promise<void> {
    this.set('reset');
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(from: Socket): void {
    if (this.line === 'reset') return void from.resetAndDestroy();
    const to = connect(this.target);
    const pair: [Socket, Socket] = [from, to];
    this.pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.pairs.delete(pair);
        for (const one of pair) one.destroy();
      });
    }
    if (this.line === 'silent') return;
    from.pipe(to);
    to.pipe(from);
  }
}
