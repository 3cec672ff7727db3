import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 10;
const EVENT_LOOP_P99 = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m;

/** What a caller of the API measured, in milliseconds. */
export interface ProbeFigures {
  p50: number;
  p99: number;
  /** The 99th percentile of the delay of the API's event loop, by its own metrics. */
  loop: number;
}

/** One caller that reads a path of the API again and again, with its key. */
export class ApiProbe {
  constructor(
    private readonly url: string,
    private readonly path: string,
    private readonly key: string,
  ) {}

  async during(work: () => Promise<unknown>): Promise<ProbeFigures> {
    // Reading the metrics starts the measurement of the event loop anew.
    await this.eventLoop();
    let over = false;
    const working = work().finally(() => (over = true));
    const tookMs: number[] = [];
    while (!over) {
      tookMs.push(await this.answer());
      await pause(EVERY_MS);
    }
    await working;
    tookMs.sort((a, b) => a - b);
    const at = (share: number) => tookMs[Math.floor(tookMs.length * share)] ?? 0;
    return { p50: at(0.5), p99: at(0.99), loop: await this.eventLoop() };
  }

  private async answer(): Promise<number> {
    const began = performance.now();
    const response = await fetch(this.url + this.path, { headers: { authorization: `Bearer ${this.key}` } });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${this.path} was answered ${response.status}: ${text}`);
    return performance.now() - began;
  }

  private async eventLoop(): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(EVENT_LOOP_P99.exec(text)![1]) * 1000;
  }
}
