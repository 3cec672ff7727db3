import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Json } from './api.js';

export interface ReceivedHook {
  /** Stays the same over retries. */
  id: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: Json;
}

/** How a receiver answers: a status, or what it does with the connection. */
export type HookAnswer = number | ((response: ServerResponse) => void);

/** A webhook endpoint that records its requests. */
export class HookReceiver {
  readonly received: ReceivedHook[] = [];
  answer: (hook: ReceivedHook) => HookAnswer = () => 204;

  private constructor(private readonly server: http.Server) {}

  static async start(answer?: HookReceiver['answer']): Promise<HookReceiver> {
    const server = http.createServer((request, response) => void receiver.take(request, response));
    const receiver = new HookReceiver(server);
    if (answer) receiver.answer = answer;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  ofType(type: string): ReceivedHook[] {
    return this.received.filter(({ body }) => body.type === type);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async take(request: http.IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const hook = { id: String(request.headers['webhook-id']), headers: request.headers, text, body: JSON.parse(text) };
    this.received.push(hook);
    const answer = this.answer(hook);
    if (typeof answer === 'function') answer(response);
    else response.writeHead(answer).end();
  }
}

/** An endpoint that never answers. */
export const hang: HookAnswer = () => undefined;
