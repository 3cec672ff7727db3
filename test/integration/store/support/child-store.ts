import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type S3Client } from '@aws-sdk/client-s3';
import { clientOf } from './test-store.js';

/** A store in a child process that can be killed. */
export class ChildStore {
  private constructor(
    readonly url: string,
    readonly s3: S3Client,
    private readonly child: ChildProcess,
  ) {}

  static async start(dir: string): Promise<ChildStore> {
    const script = fileURLToPath(new URL('./store-process.js', import.meta.url));
    const child = fork(script, [dir], { execArgv: [] });
    const [{ url }] = (await once(child, 'message')) as [{ url: string }];
    return new ChildStore(url, clientOf(url), child);
  }

  /** SIGKILL: no handler of the process runs. */
  async kill(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
    this.s3.destroy();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }
}
