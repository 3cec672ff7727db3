import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 20;

/** Repeats one small request and measures how long each answer takes. */
export class LatencyProbe {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly tookMs: number[] = [];
  private readonly running: Promise<void>;
  private stopped = false;

  constructor(private readonly url: string) {
    this.running = this.run();
  }

  /** The 99th percentile of the latency, in milliseconds. */
  async stop(): Promise<number> {
    this.stopped = true;
    await this.running;
    this.agent.destroy();
    return this.tookMs.sort((a, b) => a - b)[Math.floor(this.tookMs.length * 0.99)] ?? 0;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const began = performance.now();
      await this.ask();
      this.tookMs.push(performance.now() - began);
      await pause(EVERY_MS);
    }
  }

  private ask(): Promise<void> {
    return new Promise((resolve, reject) => {
      const sent = request(this.url, { agent: this.agent }, (answer) => answer.resume().on('end', resolve));
      sent.on('error', reject).end();
    });
  }
}
