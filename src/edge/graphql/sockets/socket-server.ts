import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols, makeServer, type ServerOptions } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { GRAPHQL_PATH } from '../graphql-path.js';
import type { SocketExtra } from './socket-caller.js';
import { messageText } from './socket-message.js';

/** Bigger messages end the socket unread: a document has 64 Ki characters at most, and its variables are few. */
const MAX_MESSAGE_BYTES = 256 * 1024;
/** Who does not say who it is by then is not waited for. */
const INIT_MS = 3_000;
const PING_MS = 15_000;
const FAREWELL_MS = 1_000;
const GOING_AWAY = 1001;

type Options = ServerOptions<Record<string, unknown> | undefined, SocketExtra>;

/** graphql-ws on the path of GraphQL, on the server that answers HTTP. */
export class SocketServer {
  private readonly sockets: WebSocketServer;
  private readonly protocol: ReturnType<typeof makeServer<Record<string, unknown> | undefined, SocketExtra>>;
  private readonly alive = new Set<SocketExtra>();
  private readonly pings: NodeJS.Timeout;

  constructor(
    server: Server,
    private readonly origins: readonly string[],
    options: Options,
  ) {
    this.protocol = makeServer({ connectionInitWaitTimeout: INIT_MS, ...options });
    this.sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, handleProtocols });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.upgrade(request, socket, head),
    );
    this.pings = setInterval(() => this.ping(), PING_MS);
    this.pings.unref();
  }

  /** Tells everybody, and leaves those who do not answer. */
  close(): void {
    clearInterval(this.pings);
    for (const { socket } of this.alive) {
      socket.close(GOING_AWAY, 'Going away');
      setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
    }
  }

  /** Credentials are no cookies, so any origin may try; those that the settings do not name may not. */
  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const path = request.url?.split('?', 1)[0]?.replace(/(?<=.)\/$/, '');
    if (path !== GRAPHQL_PATH) return refuse(socket, '404 Not Found');
    const { origin } = request.headers;
    const mayAsk = origin === undefined || this.origins.includes('*') || this.origins.includes(origin);
    if (!mayAsk && new URL(origin).host !== request.headers.host) return refuse(socket, '403 Forbidden');
    this.sockets.handleUpgrade(request, socket, head, (opened) => this.open(opened));
  }

  private open(socket: WebSocket): void {
    const extra: SocketExtra = { socket, isAlive: true };
    this.alive.add(extra);
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => (extra.isAlive = true));
    const closed = this.protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) => {
          socket.on('message', (data) => {
            const text = messageText(data);
            if (text === undefined) return socket.close(CloseCode.BadRequest, 'Invalid message');
            take(text).catch(() => socket.close(CloseCode.InternalServerError, 'Internal server error'));
          });
        },
      },
      extra,
    );
    socket.once('close', (code, reason) => {
      this.alive.delete(extra);
      extra.leave?.();
      void closed(code, String(reason));
    });
  }

  private ping(): void {
    for (const extra of this.alive) {
      if (!extra.isAlive) extra.socket.terminate();
      else if (extra.socket.readyState === extra.socket.OPEN) extra.socket.ping();
      extra.isAlive = false;
    }
  }
}

/** Resolves when the bytes have left: whoever reads slowly is written to slowly. */
function send(socket: WebSocket, data: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  return new Promise((resolve) => socket.send(data, () => resolve()));
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}
