import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { nodeCommand } from './pinning.js';

const STOP_MS = 10_000;

interface ChildOptions {
  /** Built file, relative to the package. */
  file: string;
  core: number | undefined;
  env?: Record<string, string>;
  /** The line that says it is ready; its first group is kept. */
  ready: RegExp;
}

/** A Node process of its own, so that the CPU it uses is the CPU of one thing. */
export class Child {
  private constructor(
    readonly process: ChildProcess,
    /** The first group of the ready line: for servers, where they listen. */
    readonly said: string,
  ) {}

  static async start({ file, core, env = {}, ready }: ChildOptions): Promise<Child> {
    const [command, args] = nodeCommand(core);
    const path = fileURLToPath(new URL(`../../../${file}`, import.meta.url));
    const child = spawn(command, [...args, '--expose-gc', path], {
      env: { PATH: process.env.PATH, NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS, ...env },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const lines = createInterface({ input: child.stdout! });
    const said = await new Promise<string>((resolve, reject) => {
      lines.on('line', (line) => {
        const found = ready.exec(line);
        if (found) resolve(found[1] ?? '');
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it was ready.`)));
    });
    return new Child(child, said);
  }

  /** taskset becomes what it starts: the id stays. */
  get pid(): number {
    return this.process.pid!;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  }
}
