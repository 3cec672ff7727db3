import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Api, Json } from './api.js';

const PROTOCOL = 'graphql-transport-ws';

/** A socket spoken to message by message: a well-behaved client would hide half of what is tested. */
export class Socket {
  readonly messages: Json[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private waiting: (() => void)[] = [];
  private isClosed = false;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString()));
      this.wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.isClosed = true;
        resolve({ code, reason: reason.toString() });
        this.wake();
      });
    });
  }

  static async open(url: string, { protocol = PROTOCOL, path = '/graphql', headers = {} } = {}): Promise<Socket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, protocol, { headers });
    const opened = new Socket(socket);
    await once(socket, 'open');
    return opened;
  }

  /** Open, and known as this caller. */
  static async of(api: Api): Promise<Socket> {
    const socket = await Socket.open(api.url);
    const namespace: Record<string, string> = api.namespace ? { 'X-Namespace': api.namespace } : {};
    socket.send({ type: 'connection_init', payload: { Authorization: `Bearer ${api.key}`, ...namespace } });
    await socket.first('connection_ack', 1);
    return socket;
  }

  send(message: Json): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables: Json = {}): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  /** The first messages of this type, for one operation if it is named; fewer if the socket is closed before. */
  async first(type: string, count: number, id?: string): Promise<Json[]> {
    const found = () => this.messages.filter((m) => m.type === type && (id === undefined || m.id === id));
    while (found().length < count && !this.isClosed) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return found().slice(0, count);
  }

  close(): void {
    this.socket.close();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
