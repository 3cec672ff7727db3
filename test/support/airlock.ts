import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { lentDataDir, lentDatabase, returnDatabase } from './lent-database.js';
import { dropRealBucket, realStoreSettings } from './real-store.js';

/** The key every server under test is started with. */
export const ROOT_KEY = `sk_${'test'.repeat(8)}`;

/** Compiled modules are kept from one server under test to the next. */
const COMPILE_CACHE = join(tmpdir(), 'airlock-test-compile-cache');

export interface AirlockOptions {
  /** Settings on top of the defaults; an empty text unsets. */
  env?: Record<string, string>;
  /** Kept by the caller, for restarts on the same data: with the database lent to it (`lentDataDir`), or embedded there. */
  dataDir?: string;
  /** A database server of its own, as a user has it: where starting or ending it is what is tested. */
  ownDatabaseServer?: boolean;
}

/** A built server in a process of its own, spoken to over HTTP only. */
export class Airlock {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly dataDir: string,
    /** Everything it printed. */
    readonly output: string[],
  ) {}

  static async start({ env = {}, dataDir, ownDatabaseServer = false }: AirlockOptions = {}): Promise<Airlock> {
    const lends = !ownDatabaseServer && !('DATABASE_URL' in env);
    const data = dataDir ?? (lends ? await lentDataDir() : await mkdtemp(join(tmpdir(), 'airlock-e2e-')));
    const settings = {
      PORT: '0',
      WORKER_PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: data,
      BOOTSTRAP_API_KEY: ROOT_KEY,
      NODE_ENV: 'test',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...(await lentDatabase(data)),
      // A test that brings its own store means it.
      ...('S3_ENDPOINT' in env ? {} : await realStoreSettings(data)),
      ...env,
    };
    const child = spawn(process.execPath, ['--enable-source-maps', '--expose-gc', 'dist/src/main.js'], {
      env: { PATH: process.env.PATH, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => output.push(line));
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        output.push(line);
        const ready = /^Airlock (?:worker )?ready(?: on (\S+))?$/.exec(line);
        if (ready) resolve(ready[1] ?? '');
      });
      child.once('exit', (code) => reject(new Error(`Airlock ended with ${code}:\n${output.join('\n')}`)));
    });
    child.once('exit', (code) => tellOfCrash(code, output));
    return new Airlock(child, url.replace('localhost', '127.0.0.1'), data, output);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** As a service manager stops it. Answers the exit code. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** As a power cut stops it. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Resolves when it has ended by itself, e.g. at a fault point. Answers the exit code or the signal. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode ?? this.child.signalCode;
  }

  /** The same data, a new process. */
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

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exit = once(this.child, 'exit');
      this.child.kill(signal);
      await exit;
    }
    return this.child.exitCode;
  }
}

/** A server that ends by itself takes what it said with it, and leaves tests with refused connections. */
function tellOfCrash(code: number | null, output: string[]): void {
  if (code) console.error(`A server under test ended with ${code}:\n${output.slice(-20).join('\n')}`);
}
