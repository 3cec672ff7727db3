import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Api, Json } from './api.js';

export interface HeardEvent {
  id: string;
  event: string;
  data: Json;
}

/** A stream of server-sent events, read as they come. */
export class EventStream {
  readonly events: HeardEvent[] = [];
  private text = '';
  private waiting: (() => void)[] = [];
  ended = false;

  private constructor(private readonly answer: IncomingMessage) {
    answer.setEncoding('utf8');
    answer.on('data', (chunk: string) => this.read(chunk));
    const end = () => {
      this.ended = true;
      this.wake();
    };
    answer.on('end', end);
    answer.on('error', end);
  }

  static async open(api: Api, path: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const sent = request(`${api.url}${path}`, {
      headers: { authorization: `Bearer ${api.key}`, accept: 'text/event-stream', ...headers },
      agent: false,
    });
    sent.end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    sent.on('error', () => undefined);
    return new EventStream(answer);
  }

  get status(): number {
    return this.answer.statusCode!;
  }

  get type(): string | undefined {
    return this.answer.headers['content-type'];
  }

  /** The server ended it; it did not break. */
  get isWhole(): boolean {
    return this.answer.complete;
  }

  /** Everything until it ends. */
  async all(): Promise<HeardEvent[]> {
    while (!this.ended) await this.more();
    return this.events;
  }

  /** At least this many events, or all if it ends before. */
  async first(count: number): Promise<HeardEvent[]> {
    while (this.events.length < count && !this.ended) await this.more();
    return this.events.slice(0, count);
  }

  close(): void {
    this.answer.destroy();
  }

  private more(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private read(chunk: string): void {
    this.text += chunk;
    const blocks = this.text.split('\n\n');
    this.text = blocks.pop()!;
    for (const block of blocks) {
      const lines = new Map(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2) as [string, string]));
      if (!lines.has('data')) continue;
      this.events.push({ id: lines.get('id')!, event: lines.get('event')!, data: JSON.parse(lines.get('data')!) });
    }
    this.wake();
  }
}
