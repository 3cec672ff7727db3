import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../prisma/database.js';
import type { Progress } from './background-job.js';

/** When a job that failed is tried again, if it is not due sooner. */
const RETRY_SECONDS = 60;

/** How often a global job is due, and after how long a process that holds its lease and died is replaced. */
export interface LeaseTerms {
  everySeconds: number;
  leaseSeconds: number;
}

/** Which process runs a global job, and when it is due: a row and a lease per job, by PostgreSQL's clock. */
@Injectable()
export class JobLeases {
  constructor(private readonly database: Database) {}

  /**
   * Runs `work` if the job is due and no process holds its lease. It is due again `everySeconds` after its end, or at
   * once, in any process, while `work` leaves something to do. `false`: nothing to do for now.
   */
  async run(
    name: string,
    { everySeconds, leaseSeconds }: LeaseTerms,
    work: (cursor: string | null) => Promise<Progress>,
  ): Promise<boolean> {
    const token = randomUUID();
    const lease = await this.take(name, token, leaseSeconds);
    if (!lease) return false;
    const renew = () => void this.renew(name, token, leaseSeconds).catch(() => undefined);
    const alive = setInterval(renew, (leaseSeconds * 1_000) / 4);
    const next = { inSeconds: Math.min(RETRY_SECONDS, everySeconds), cursor: lease.cursor };
    try {
      const progress = await work(lease.cursor);
      next.inSeconds = progress === false ? everySeconds : 0;
      next.cursor = typeof progress === 'string' ? progress : null;
      return progress !== false;
    } finally {
      clearInterval(alive);
      await this.end(name, token, next);
    }
  }

  private async take(
    name: string,
    token: string,
    leaseSeconds: number,
  ): Promise<{ cursor: string | null } | undefined> {
    const [lease] = await this.database.system.$queryRaw<{ cursor: string | null }[]>`
      INSERT INTO job_leases AS l (name, due_at, lease_token, lease_until)
      VALUES (${name}, now(), ${token}, now() + make_interval(secs => ${leaseSeconds}::int))
      ON CONFLICT (name) DO UPDATE SET lease_token = excluded.lease_token, lease_until = excluded.lease_until
      WHERE l.due_at <= now() AND (l.lease_until IS NULL OR l.lease_until < now())
      RETURNING cursor`;
    return lease;
  }

  private async renew(name: string, token: string, leaseSeconds: number): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE job_leases SET lease_until = now() + make_interval(secs => ${leaseSeconds}::int)
      WHERE name = ${name} AND lease_token = ${token}`;
  }

  /** Changes nothing when the lease was lost to another process. */
  private async end(name: string, token: string, next: { inSeconds: number; cursor: string | null }): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE job_leases SET lease_token = NULL, lease_until = NULL, runs = runs + 1, cursor = ${next.cursor},
        due_at = now() + make_interval(secs => ${next.inSeconds}::int)
      WHERE name = ${name} AND lease_token = ${token}`;
  }
}
