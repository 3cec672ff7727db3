import { once } from 'node:events';
import { Child } from '../processes/child.js';

export interface FloorJob {
  size: number;
  clients: number;
  seconds: number;
  /** Files that are there already are read and hashed: what only a large file's bytes cost. */
  onlyReads: boolean;
}

export interface FloorResult {
  files: number;
  seconds: number;
}

/** The floor's process, seen from the bench. */
export class Floor {
  private constructor(private readonly child: Child) {}

  static async start(databaseUrl: string, directory: string): Promise<Floor> {
    const env = { FLOOR_DATABASE_URL: databaseUrl, FLOOR_DIR: directory };
    const file = 'dist/bench/admission/floor.program.js';
    return new Floor(await Child.start({ file, core: undefined, env, ready: /^floor ready$/ }));
  }

  get pid(): number {
    return this.child.pid;
  }

  async run(job: FloorJob): Promise<FloorResult> {
    const answer = once(this.child.process, 'message');
    this.child.process.send(job);
    const [result] = (await answer) as [FloorResult];
    return result;
  }

  stop(): Promise<void> {
    return this.child.stop();
  }
}
