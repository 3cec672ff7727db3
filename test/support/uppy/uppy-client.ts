import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { UppyJob, UppyOutcome } from './uppy-job.js';

/** Unmodified Uppy of three majors, in a process of its own. */
export class UppyClient {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(join(process.cwd(), 'dist/test/support/uppy/uppy-process.js'), { execArgv: [] });
  }

  /** One file at a time. */
  async send(job: UppyJob): Promise<UppyOutcome> {
    const answer = once(this.child, 'message');
    this.child.send(job);
    const [outcome] = (await answer) as [UppyOutcome];
    return outcome;
  }

  close(): void {
    this.child.kill();
  }
}
