import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const DEADLINE_MS = 180_000;

const look = {
  name: 'bench_look',
  text: `SELECT id, status FROM uploads WHERE id = ANY($1) AND status NOT IN ('PENDING', 'UPLOADING', 'SCANNING')`,
};

/**
 * Resolves when uploads are AVAILABLE. One connection reads the table for all clients together, every few milliseconds:
 * clients that poll the API would add their requests to what is measured, and a stream of events its delay. The CPU time
 * and the transactions of this connection are left out of the figures.
 */
export class Watch {
  private readonly waiting = new Map<string, PromiseWithResolvers<void>>();
  private looking = false;
  /** Transactions of this connection so far. */
  looks = 0;
  /** Between two looks. Where files take long, fewer looks leave more of the machine to what is measured. */
  everyMs = 4;

  private constructor(
    private readonly client: pg.Client,
    /** The process of PostgreSQL that serves this connection. */
    readonly pid: number,
  ) {}

  static async open(databaseUrl: string): Promise<Watch> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    // One plan for every look: for a list of ids PostgreSQL would make another plan each time, at twice the cost of the look.
    await client.query('SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off');
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return new Watch(client, rows[0]!.pid);
  }

  available(uploadId: string): Promise<void> {
    const wait = Promise.withResolvers<void>();
    this.waiting.set(uploadId, wait);
    if (!this.looking) void this.lookUntilNoneWaits();
    return wait.promise;
  }

  async query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
    this.looks++;
    return (await this.client.query<Row>(sql)).rows;
  }

  close(): Promise<void> {
    return this.client.end();
  }

  private async lookUntilNoneWaits(): Promise<void> {
    this.looking = true;
    const deadline = performance.now() + DEADLINE_MS;
    while (this.waiting.size) {
      this.looks++;
      const { rows } = await this.client.query<{ id: string; status: string }>({
        ...look,
        values: [[...this.waiting.keys()]],
      });
      for (const { id, status } of rows) this.settle(id, status);
      if (performance.now() > deadline) for (const id of this.waiting.keys()) this.settle(id, 'still waiting');
      await pause(this.everyMs);
    }
    this.looking = false;
  }

  private settle(id: string, status: string): void {
    const wait = this.waiting.get(id)!;
    this.waiting.delete(id);
    if (status === 'AVAILABLE') wait.resolve();
    else wait.reject(new Error(`${id} is ${status}.`));
  }
}
