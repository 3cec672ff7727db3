import { setTimeout as delay } from 'node:timers/promises';
import { type EventRecord } from './event-record.js';

export interface WebhookOptions {
  url: string;
  /** Sent as `Authorization: Bearer …`. */
  token?: string;
  attempts?: number;
  /** Doubles with each attempt. */
  retryDelayMs?: number;
  /** Time-out of one attempt. */
  timeoutMs?: number;
}

const MAX_WAITING = 10_000;
const MAX_BATCH = 100;

/** POSTs event records to one URL, in order, in batches, with retries. The queue is limited; the oldest are dropped first. */
export class WebhookSender {
  private readonly waiting: EventRecord[] = [];
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private isRunning = false;

  constructor(
    private readonly options: WebhookOptions,
    private readonly onError: (error: unknown) => void,
  ) {}

  send(records: readonly EventRecord[]): void {
    this.waiting.push(...records);
    const dropped = this.waiting.splice(0, Math.max(0, this.waiting.length - MAX_WAITING));
    if (dropped.length > 0)
      this.onError(new Error(`${dropped.length} storage events dropped: the webhook is too slow.`));
    if (this.isRunning) return;
    this.isRunning = true;
    this.running = this.run();
  }

  /** Stops at once: events are hints, and the objects themselves are on disk. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0 && !this.stopping.signal.aborted) {
      const batch = this.waiting.splice(0, MAX_BATCH);
      await this.deliver(batch).catch((error: unknown) => {
        if (!this.stopping.signal.aborted) this.onError(error);
      });
    }
    this.isRunning = false;
  }

  private async deliver(batch: EventRecord[]): Promise<void> {
    const { attempts = 5, retryDelayMs = 500 } = this.options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.post(batch);
      } catch (error) {
        if (attempt >= attempts || this.stopping.signal.aborted) throw error;
        await delay(retryDelayMs * 2 ** (attempt - 1), undefined, { signal: this.stopping.signal });
      }
    }
  }

  private async post(batch: EventRecord[]): Promise<void> {
    const { url, token, timeoutMs = 10_000 } = this.options;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ EventName: batch[0]?.eventName, Records: batch }),
      signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The storage event webhook returned ${response.status}.`);
  }
}
