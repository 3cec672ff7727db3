import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols, makeServer, type ServerOptions } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { guarded } from '../../../platform/listeners/guarded.js';
import { headProblem } from '../../http/limits/request-head.js';
import { GRAPHQL_PATH } from '../graphql-path.js';
import { isOriginAllowed } from './origin-allowed.js';
import type { SocketExtra } from './socket-context.js';
import { messageProblem, messageText, MAX_MESSAGE_BYTES } from './socket-message.js';

/** A socket without `connection_init` is closed after this time. */
const INIT_MS = 3_000;
const PING_MS = 15_000;
const CLOSE_MS = 1_000;
const GOING_AWAY = 1001;
const TOO_BIG = 1009;
/** A peer that sends without reading would fill this process with its responses. */
const MAX_UNREAD_BYTES = 1024 * 1024;

type Options = ServerOptions<Record<string, unknown> | undefined, SocketExtra>;

/** graphql-ws on the path of GraphQL, on the HTTP server. */
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
    this.sockets = new WebSocketServer({
      ...{ noServer: true, maxPayload: MAX_MESSAGE_BYTES, autoPong: false, handleProtocols },
    });
    const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => this.upgrade(request, socket, head);
    server.on(
      'upgrade',
      guarded(upgrade, (_request, socket) => socket.destroy()),
    );
    this.pings = setInterval(() => this.ping(), PING_MS);
    this.pings.unref();
  }

  /** Closes every socket, and terminates those whose peer does not answer. */
  close(): void {
    clearInterval(this.pings);
    for (const { socket } of this.alive) {
      socket.close(GOING_AWAY, 'Going away');
      setTimeout(() => socket.terminate(), CLOSE_MS).unref();
    }
  }

  /** Browsers do not check the origin of sockets: CORS_ORIGINS is enforced here. */
  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const path = request.url?.split('?', 1)[0]?.replace(/(?<=.)\/$/, '');
    if (path !== GRAPHQL_PATH) return refuse(socket, '404 Not Found');
    if (headProblem(request)) return refuse(socket, '400 Bad Request');
    if (!isOriginAllowed(request.headers, this.origins)) return refuse(socket, '403 Forbidden');
    const open = guarded(
      (opened: WebSocket) => this.open(opened, request),
      (opened) => opened.terminate(),
    );
    this.sockets.handleUpgrade(request, socket, head, open);
  }

  private open(socket: WebSocket, request: IncomingMessage): void {
    const extra: SocketExtra = { socket, request, isAlive: true };
    const guard = <Args extends unknown[]>(listener: (...args: Args) => unknown) =>
      guarded(listener, () => socket.terminate());
    this.alive.add(extra);
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => (extra.isAlive = true));
    socket.on(
      'ping',
      guard((data: Buffer) => reads(socket) && socket.pong(data)),
    );
    const closed = this.protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          void socket.on(
            'message',
            guard((data: RawData) => receive(extra, data, handle)),
          ),
      },
      extra,
    );
    const onClose = (code: number, reason: Buffer) => {
      this.alive.delete(extra);
      extra.closeConnection?.();
      return closed(code, String(reason));
    };
    socket.once('close', guard(onClose));
  }

  private ping(): void {
    for (const extra of this.alive) {
      if (!extra.isAlive) extra.socket.terminate();
      else if (extra.socket.readyState === extra.socket.OPEN) extra.socket.ping();
      extra.isAlive = false;
    }
  }
}

/** An error while a message is handled closes its own socket only. */
async function receive(extra: SocketExtra, data: RawData, handle: (text: string) => Promise<void>): Promise<void> {
  const { socket } = extra;
  if (!reads(socket)) return;
  const problem = messageProblem(data, extra.closeConnection !== undefined);
  if (problem) return socket.close(TOO_BIG, problem);
  const text = messageText(data);
  if (text === undefined) return socket.close(CloseCode.BadRequest, 'Invalid message');
  await handle(text).catch((error: unknown) => {
    socket.close(CloseCode.InternalServerError, 'Internal server error');
    throw error;
  });
}

/** Whether the peer reads; terminates the socket of one that does not. */
function reads(socket: WebSocket): boolean {
  if (socket.bufferedAmount <= MAX_UNREAD_BYTES) return socket.readyState === socket.OPEN;
  socket.terminate();
  return false;
}

/** Resolves when the bytes are written: a slow reader slows down its sender. */
function send(socket: WebSocket, data: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  return new Promise((resolve) => socket.send(data, () => resolve()));
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}
