import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packageFile } from '../../../src/boot/package-file.js';
import { COMPILE_CACHE, ROOT_KEY } from '../airlock.js';
import { type Json } from '../api.js';
import { until } from '../resilience/until.js';

const PROGRAM = packageFile('cli/bin/airlock.js');

export interface CliOptions {
  /** Where it runs; its folder by default. */
  cwd?: string;
  /** What is piped in. Nothing: standard input is empty. */
  input?: string | Buffer;
  /** On top of the address and the key. An empty text unsets. */
  env?: Record<string, string>;
}

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Why there is no pseudo-terminal, where there is none: util-linux brings one. */
export const terminalMissing = spawnSync('script', ['--version']).status === 0 ? undefined : 'script is not installed';

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

/** The command line as people run it: the built binary in a process of its own, with a home of its own. */
export class Cli {
  private constructor(
    readonly folder: string,
    readonly url: string,
    readonly key: string,
  ) {}

  static async at(url: string, key: string = ROOT_KEY): Promise<Cli> {
    return new Cli(await mkdtemp(join(tmpdir(), 'airlock-cli-')), url, key);
  }

  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  path(...names: string[]): string {
    return resolve(this.folder, ...names);
  }

  /** Runs to its end. */
  async run(args: string[], { input = '', ...options }: CliOptions = {}): Promise<Ended> {
    const running = this.start(args, options);
    // A command that does not read its input has closed it.
    running.child.stdin!.on('error', () => undefined);
    running.child.stdin!.end(input);
    return running.ended;
  }

  /** Runs to its end; the documents that it printed. */
  async json(args: string[], options: CliOptions = {}): Promise<Json[]> {
    const { out } = await this.run([...args, '--json'], options);
    return out.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Json] : []));
  }

  start(args: string[], options: CliOptions = {}): RunningCli {
    return new RunningCli(this.spawned([process.execPath, PROGRAM, ...args], options));
  }

  /** On a pseudo-terminal. Everything is in `out`. */
  onTerminal(args: string[], options: CliOptions = {}): RunningCli {
    const command = ['stty', 'cols', '100', ';', 'exec', ...[process.execPath, PROGRAM, ...args].map(quoted)].join(' ');
    return new RunningCli(this.spawned(['script', '--quiet', '--return', '--command', command, '/dev/null'], options));
  }

  /** Another program, in its folder. */
  program(command: string[], env: Record<string, string>): Promise<Ended> {
    return new RunningCli(this.spawned(command, { env })).ended;
  }

  private spawned([command = '', ...args]: string[], { cwd = this.folder, env = {} }: CliOptions): ChildProcess {
    const settings = {
      ...{ PATH: process.env.PATH, HOME: this.folder, TERM: 'xterm', NODE_COMPILE_CACHE: COMPILE_CACHE },
      ...{ AIRLOCK_URL: this.url, AIRLOCK_API_KEY: this.key },
      ...env,
    };
    const set = Object.entries(settings).filter(([, value]) => value !== '');
    return spawn(command, args, { cwd, env: Object.fromEntries(set), stdio: 'pipe' });
  }
}

/** A command that has not ended. */
export class RunningCli {
  out = '';
  err = '';
  readonly ended: Promise<Ended>;

  constructor(readonly child: ChildProcess) {
    child.stdout!.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
    this.ended = new Promise((end) => child.once('close', (code) => end({ code, out: this.out, err: this.err })));
  }

  /** Waits until it has printed this. */
  async says(text: string): Promise<void> {
    await until(() => this.out.includes(text) || this.err.includes(text) || this.child.exitCode !== null);
    if (!this.out.includes(text) && !this.err.includes(text))
      throw new Error(`It ended without saying "${text}":\n${this.out}\n${this.err}`);
  }

  /** Types a line, on a pseudo-terminal. */
  type(line: string): void {
    this.child.stdin!.write(`${line}\n`);
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }
}
