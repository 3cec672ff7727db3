import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Json } from './api.js';

interface Waiting {
  id: string;
  body: string;
  visibleAt: number;
  receipt: string;
  received: number;
}

/**
 * A queue that speaks SQS's protocol (AWS JSON 1.0): long polling, receipts that a later reception makes worthless,
 * visibility and redelivery. Its clock is moved by the test, so nothing waits for a time-out.
 */
export class SqsDouble {
  private readonly server: Server;
  private readonly polls = new Set<() => void>();
  private waiting: Waiting[] = [];
  private now = 0;
  /** Every call, by name. */
  readonly calls: string[] = [];
  /** What is answered instead of working, while it is set. */
  failing?: number;

  constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/000000000000/uploads`;
  }

  get bodies(): string[] {
    return this.waiting.map(({ body }) => body);
  }

  send(...bodies: unknown[]): void {
    for (const body of bodies) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      this.waiting.push({ id: randomUUID(), body: text, visibleAt: 0, receipt: '', received: 0 });
    }
    this.wake();
  }

  /** Time passes. */
  advance(seconds: number): void {
    this.now += seconds;
    this.wake();
  }

  /** How often a message was received. */
  receptions(body: unknown): number {
    return this.waiting.find((message) => message.body === JSON.stringify(body))?.received ?? 0;
  }

  /** In how many seconds it can be received again. */
  hiddenFor(body: unknown): number {
    return this.waiting.find((message) => message.body === JSON.stringify(body))!.visibleAt - this.now;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private wake(): void {
    for (const poll of [...this.polls]) poll();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const input = (await json(request)) as Json;
    const name = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    this.calls.push(name);
    const isSigned = /^AWS4-HMAC-SHA256 Credential=.+\/sqs\/aws4_request/.test(request.headers.authorization ?? '');
    const status = this.failing ?? (isSigned ? 200 : 403);
    const output = status === 200 ? await this.perform(name, input, request) : { __type: 'com.amazonaws.sqs#Trouble' };
    if (response.destroyed) return;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(output));
  }

  private async perform(name: string, input: Json, request: IncomingMessage): Promise<unknown> {
    if (name === 'ReceiveMessage') return this.receive(input, request);
    if (name === 'DeleteMessage') this.waiting = this.waiting.filter(({ receipt }) => receipt !== input.ReceiptHandle);
    if (name === 'ChangeMessageVisibility') {
      const message = this.waiting.find(({ receipt }) => receipt === input.ReceiptHandle);
      if (message) message.visibleAt = this.now + input.VisibilityTimeout;
    }
    return {};
  }

  private async receive(input: Json, request: IncomingMessage): Promise<unknown> {
    const ready = () =>
      this.waiting.filter(({ visibleAt }) => visibleAt <= this.now).slice(0, input.MaxNumberOfMessages);
    while (ready().length === 0 && input.WaitTimeSeconds > 0 && !request.socket.destroyed) await this.wakened(request);
    if (request.socket.destroyed) return {};
    const Messages = ready().map((message) => {
      message.receipt = randomUUID();
      message.visibleAt = this.now + input.VisibilityTimeout;
      const Attributes = { ApproximateReceiveCount: String(++message.received) };
      const MD5OfBody = createHash('md5').update(message.body).digest('hex');
      return { MessageId: message.id, ReceiptHandle: message.receipt, Body: message.body, MD5OfBody, Attributes };
    });
    return Messages.length ? { Messages } : {};
  }

  /** A poll waits until something changes or its client hangs up. */
  private wakened({ socket }: IncomingMessage): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.polls.delete(done);
        socket.off('close', done);
        resolve();
      };
      this.polls.add(done);
      socket.once('close', done);
    });
  }
}
