import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** clamd.conf's own names. */
type ClamdSettings = Record<string, string>;

const script = (...args: string[]) => promisify(execFile)(process.execPath, ['scripts/clamd.mjs', ...args]);

/** Why no clamd can run on this machine, or undefined. Installs it where it may. */
export async function whyNoClamd(): Promise<string | undefined> {
  try {
    await script('install');
    return undefined;
  } catch (error) {
    return (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(error);
  }
}

/** A real clamd with test signatures, at one address however often it is started. */
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

  /** Again after `kill` or `stop`, as somebody may have changed its clamd.conf; resolves when it answers. */
  async start(changed: ClamdSettings = {}): Promise<void> {
    const settings = Object.entries({ ...this.settings, ...changed }).map(([name, value]) => `${name}=${value}`);
    await script('start', this.directory, ...settings);
  }

  /** As a crash ends it. */
  kill(): Promise<void> {
    return this.signal('SIGKILL');
  }

  /** It keeps its connections, takes new ones, and answers none: what a hung process looks like. */
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
