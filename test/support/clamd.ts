import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** clamd.conf's own names. */
type ClamdSettings = Record<string, string>;

const script = (...args: string[]) => promisify(execFile)(process.execPath, ['scripts/clamd.mjs', ...args]);

/** Why clamd is not available on this machine, or undefined. Installs it where it may. */
export async function whyNoClamd(): Promise<string | undefined> {
  try {
    await script('install');
    return undefined;
  } catch (error) {
    return (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(error);
  }
}

/** A real clamd with test signatures. It keeps its address over restarts. */
export class TestClamd {
  private constructor(
    private readonly directory: string,
    private readonly settings: ClamdSettings,
    readonly url: string,
  ) {}

  static async start(settings: ClamdSettings = {}): Promise<TestClamd> {
    const directory = await mkdtemp(join(tmpdir(), 'airlock-clamd-'));
    const clamd = new TestClamd(directory, settings, `unix:${join(directory, 'clamd.sock')}`);
    await clamd.start();
    return clamd;
  }

  /** Starts it again after `kill` or `stop`, with settings that may have changed. Resolves when it answers. */
  async start(changed: ClamdSettings = {}): Promise<void> {
    const settings = Object.entries({ ...this.settings, ...changed }).map(([name, value]) => `${name}=${value}`);
    await script('start', this.directory, ...settings);
  }

  /** Sends SIGKILL. */
  kill(): Promise<void> {
    return this.signal('SIGKILL');
  }

  /** Sends SIGSTOP: it keeps connections, accepts new ones and answers none, as a hung process. */
  freeze(): Promise<void> {
    return this.signal('SIGSTOP');
  }

  thaw(): Promise<void> {
    return this.signal('SIGCONT');
  }

  async stop(): Promise<void> {
    await script('stop', this.directory);
  }

  async dispose(): Promise<void> {
    await this.thaw().catch(() => undefined);
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private async signal(name: NodeJS.Signals): Promise<void> {
    process.kill(Number(await readFile(join(this.directory, 'clamd.pid'), 'utf8')), name);
  }
}
