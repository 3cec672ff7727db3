import { setTimeout as pause } from 'node:timers/promises';
import type { WebhookEvent } from './event.js';
import { signedHeaders } from './sign.js';

const TIMEOUT_MS = 15_000;
/** A server that is started anew on each change of its code is away for a moment. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000];

export interface Attempt {
  /** Nothing when there was no answer. */
  status?: number;
  error?: string;
  milliseconds: number;
  /** Whether it will be tried again. */
  again: boolean;
}

/** Posts events to one address, signed, until it answers 2xx or the tries are used up. */
export class Forwarder {
  constructor(
    private readonly url: string,
    private readonly key: Buffer,
    private readonly signal: AbortSignal,
  ) {}

  async *forward({ id, ...event }: WebhookEvent): AsyncGenerator<Attempt> {
    const body = JSON.stringify(event);
    for (const wait of [...PAUSES_MS, undefined]) {
      const attempt = await this.once(id, body);
      const isDone = attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300;
      yield { ...attempt, again: !isDone && wait !== undefined };
      if (isDone || wait === undefined) return;
      await pause(wait, undefined, { signal: this.signal });
    }
  }

  private async once(id: string, body: string): Promise<Omit<Attempt, 'again'>> {
    const begin = performance.now();
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'Airlock-CLI',
      ...signedHeaders(id, body, this.key),
    };
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const took = () => Math.round(performance.now() - begin);
    try {
      const answer = await fetch(this.url, { method: 'POST', body, headers, redirect: 'manual', signal });
      await answer.body?.cancel();
      return { status: answer.status, milliseconds: took() };
    } catch (error) {
      this.signal.throwIfAborted();
      const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
      return { error: cause?.code ?? message, milliseconds: took() };
    }
  }
}
