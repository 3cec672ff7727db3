import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { packageFile } from '../../../src/boot/package-file.js';
import { until } from '../resilience/until.js';
import type { Application } from './application.js';

/** An application of `examples` as its README starts it, listening where pages may call the store from. */
export class RunningExample {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
  ) {}

  static async start(app: Application, name: string, command: string[]): Promise<RunningExample> {
    const { exampleUrl: url } = app;
    const [program = '', ...args] = command.map((part) => part.replace('PORT', new URL(url).port));
    const { PATH, HOME, AIRLOCK_URL, AIRLOCK_KEY } = process.env;
    const child = spawn(program, args, {
      cwd: packageFile(`examples/${name}`),
      env: { PATH, HOME, AIRLOCK_URL, AIRLOCK_KEY, APP_URL: url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += String(data)));
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`examples/${name} ended: ${said}`);
      return fetch(url).then(
        () => true,
        () => false,
      );
    });
    return new RunningExample(child, url);
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill();
    await ended;
  }
}
