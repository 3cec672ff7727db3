import { once } from 'node:events';
import { Child } from '../processes/child.js';
import type { Job, JobResult } from './job.js';

/** The load generator, seen from the bench. */
export class Load {
  private constructor(private readonly child: Child) {}

  static async start(core: number | undefined): Promise<Load> {
    return new Load(await Child.start({ file: 'dist/bench/load/generator.js', core, ready: /ready/ }));
  }

  get pid(): number {
    return this.child.pid;
  }

  async run(job: Job): Promise<JobResult> {
    const answer = once(this.child.process, 'message');
    this.child.process.send(job);
    const [result] = (await answer) as [JobResult];
    return result;
  }

  stop(): Promise<void> {
    return this.child.stop();
  }
}
