import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { lentDataDir, lentDatabase, returnDatabase } from './lent-database.js';
import { leaksIn } from './log-secrets.js';
import { dropRealBucket, realStoreSettings } from './real-store.js';

/** The bootstrap API key of every server under test. */
export const ROOT_KEY = `sk_${'test'.repeat(8)}`;

/** Compiled modules are reused by the next process under test. */
export const COMPILE_CACHE = join(tmpdir(), 'airlock-test-compile-cache');

/** The last line of a start: text, or the message of an event. */
const READY = /(?:^|"msg":")Airlock (?:worker )?ready(?: on ([^\s"]+))?/;

const SECRET_SETTINGS = [
  ...['AIRLOCK_SECRET', 'JWT_SECRET', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'STORAGE_EVENTS_TOKEN'],
  ...['BOOTSTRAP_API_KEY', 'BOOTSTRAP_ADMIN_PASSWORD'],
];

/**
 * Those of `npm start`, and two for processes that live for seconds: the young generation begins at the size that it
 * grows to anyway, and WebAssembly is compiled once, not again for speed.
 */
const FLAGS = ['--expose-gc', '--min-semi-space-size=16', '--liftoff-only'];

export interface AirlockOptions {
  /** Settings on top of the defaults; an empty text unsets. */
  env?: Record<string, string>;
  /** Kept by the caller, for restarts on the same data: with the database lent to it (`lentDataDir`), or embedded there. */
  dataDir?: string;
  /** Starts the embedded database, as users do. For tests of its start and its end; it costs seconds. */
  ownDatabaseServer?: boolean;
  /** Of another version. */
  program?: string;
}

/** A server in a process of its own, used over HTTP only. */
export class Airlock {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly dataDir: string,
    /** Everything it printed. */
    readonly output: string[],
    private readonly secrets: string[],
  ) {}

  static async start({ env = {}, dataDir, ownDatabaseServer = false, program }: AirlockOptions = {}): Promise<Airlock> {
    const lends = !ownDatabaseServer && !('DATABASE_URL' in env);
    const data = dataDir ?? (lends ? await lentDataDir() : await mkdtemp(join(tmpdir(), 'airlock-e2e-')));
    const settings = {
      PORT: '0',
      WORKER_PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: data,
      BOOTSTRAP_API_KEY: ROOT_KEY,
      NODE_ENV: 'test',
      // A spec makes thousands of requests a minute with one key.
      RATE_LIMIT_PER_MINUTE: '1000000',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      // A worker without clamd has to be told that the built-in rules are meant.
      SCANNER: env.CLAMD_URL ? 'clamd' : 'builtin',
      ...(await lentDatabase(data)),
      // A test that sets its own store is not moved to the real one.
      ...('S3_ENDPOINT' in env ? {} : await realStoreSettings(data)),
      ...env,
    };
    const child = spawn(process.execPath, [...FLAGS, program ?? 'dist/server/main.js'], {
      env: { PATH: process.env.PATH, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => output.push(line));
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        output.push(line);
        const ready = READY.exec(line);
        if (ready) resolve(ready[1] ?? '');
      });
      child.once('exit', (code) => reject(new Error(`Airlock ended with ${code}:\n${output.join('\n')}`)));
    });
    child.once('exit', (code) => reportCrash(code, output));
    const secrets = SECRET_SETTINGS.flatMap((name) => (settings as Record<string, string>)[name] ?? []);
    return new Airlock(child, url.replace('localhost', '127.0.0.1'), data, output, secrets);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Sends SIGTERM, as a service manager does. Returns the exit code. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** Sends SIGKILL. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Waits until the process ends by itself, e.g. at a fault point. Returns the exit code or the signal. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode ?? this.child.signalCode;
  }

  /** Stops the process and starts another on the same data. */
  async restart(env: Record<string, string> = {}): Promise<Airlock> {
    await this.end('SIGTERM');
    return Airlock.start({ env, dataDir: this.dataDir });
  }

  async dispose(): Promise<void> {
    await this.end('SIGTERM');
    await returnDatabase(this.dataDir);
    await rm(this.dataDir, { recursive: true, force: true });
    await dropRealBucket(this.dataDir);
  }

  /** What every process of this server logged, the embedded database included. */
  private async expectNoSecrets(): Promise<void> {
    const ofDatabase = await readFile(join(this.dataDir, 'postgres', 'postgres.log'), 'utf8').catch(() => '');
    const leaks = leaksIn([...this.output, ...ofDatabase.split('\n')], this.secrets);
    if (leaks.length) throw new Error(`Secrets were logged:\n${leaks.slice(0, 10).join('\n')}`);
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exit = once(this.child, 'exit');
      this.child.kill(signal);
      await exit;
    }
    await this.expectNoSecrets();
    return this.child.exitCode;
  }
}

/** Prints the last output of a server that crashed; a test would show refused connections alone. */
function reportCrash(code: number | null, output: string[]): void {
  if (code) console.error(`A server under test ended with ${code}:\n${output.slice(-20).join('\n')}`);
}
