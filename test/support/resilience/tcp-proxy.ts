import { createServer, connect, type Socket, type AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * `reset` cuts every connection and every new one; `silent` is a network that swallows everything: its connections stay
 * dead when it is mended; `paused` holds everything back, and delivers it when it is opened again.
 */
export type Line = 'open' | 'reset' | 'silent' | 'paused';

/** A line between two processes that a test can cut, slow down and mend. */
export class TcpProxy {
  private line: Line = 'open';
  private delayMs = 0;
  private leftToReceive = Infinity;
  private leftToSend = Infinity;
  private whenReceived: () => void = () => this.cut();
  /** Connections that found the line cut. */
  refused = 0;
  private opened = Promise.withResolvers<void>();
  private allSent = Promise.withResolvers<void>();
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
    this.opened.resolve();
    if (line === 'paused') this.opened = Promise.withResolvers();
    if (line === 'reset') this.cut();
    if (line === 'silent') for (const pair of this.pairs) for (const socket of pair) socket.pause().unpipe();
  }

  /** Every piece takes so much longer, in both directions. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** Pauses the line once so many more bytes were sent to the target, and resolves then. */
  pauseAfter(bytes: number): Promise<void> {
    this.leftToSend = bytes;
    return (this.allSent = Promise.withResolvers<void>()).promise;
  }

  /** How many are connected. */
  get connections(): number {
    return this.pairs.size;
  }

  /** Cuts what is connected; new connections are made as before. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** Cuts what is connected once the target has sent so many more bytes: a chosen moment of a conversation. */
  cutAfter(bytes: number): void {
    this.leftToReceive = bytes;
    this.whenReceived = () => this.cut();
  }

  /** Pauses the line once the target has sent so many more bytes, and resolves then. */
  pauseAfterReceiving(bytes: number): Promise<void> {
    this.leftToReceive = bytes;
    return new Promise((resolve) => {
      this.whenReceived = () => (this.set('paused'), resolve());
    });
  }

  async close(): Promise<void> {
    this.set('reset');
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(from: Socket): void {
    if (this.line === 'reset') {
      this.refused++;
      return void from.resetAndDestroy();
    }
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
    from.pipe(this.toll((bytes) => this.countSent(bytes))).pipe(to);
    to.pipe(this.toll((bytes) => this.countReceived(bytes))).pipe(from);
  }

  /** What every piece has to pass. */
  private toll(count: (bytes: number) => void): Transform {
    const pass = async (chunk: Buffer) => {
      if (this.delayMs > 0) await pause(this.delayMs);
      if (this.line === 'paused') await this.opened.promise;
      count(chunk.length);
      return chunk;
    };
    return new Transform({
      transform: (chunk: Buffer, _, done) => void pass(chunk).then((piece) => done(null, piece)),
    });
  }

  private countSent(bytes: number): void {
    this.leftToSend -= bytes;
    if (this.leftToSend > 0) return;
    this.leftToSend = Infinity;
    this.set('paused');
    this.allSent.resolve();
  }

  private countReceived(bytes: number): void {
    this.leftToReceive -= bytes;
    if (this.leftToReceive > 0) return;
    this.leftToReceive = Infinity;
    this.whenReceived();
  }
}
