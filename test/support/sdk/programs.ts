import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Webhook } from 'standardwebhooks';

/** What a program printed, and its exit code where it failed. */
export interface Run {
  stdout: string;
  stderr: string;
  code?: number;
}

/** Runs an example as its users do. Rejects when it fails. */
export const run = (program: string, args: string[], env: Record<string, string>): Promise<Run> =>
  promisify(execFile)(process.execPath, [program, ...args], { env });

/** An example that receives webhooks. */
export class HookExample {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    private readonly url: string,
  ) {}

  static async start(program: string, secret: string): Promise<HookExample> {
    const env = { PORT: '0', AIRLOCK_WEBHOOK_SECRET: secret };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const port = /\d+$/.exec((await lines.next()).value as string)![0];
    return new HookExample(child, lines, `http://127.0.0.1:${port}`);
  }

  /** Sends a body that this signs. Returns the status. */
  async post(body: string, by: Webhook): Promise<number> {
    const at = new Date();
    const headers = {
      'webhook-id': 'dlv_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': by.sign('dlv_1', at, body),
    };
    return (await fetch(this.url, { method: 'POST', headers, body })).status;
  }

  /** The next line that it prints. */
  async line(): Promise<string> {
    return (await this.lines.next()).value as string;
  }

  async stop(): Promise<void> {
    this.child.kill();
    await once(this.child, 'exit');
  }
}
