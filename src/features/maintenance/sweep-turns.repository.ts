import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';

/** A holder that is gone is replaced after this and one look of a worker: within half a minute. */
const LEASE_SECONDS = 20;
const RENEW_MS = 5_000;
/** When a sweep that failed is tried again, if it is not due sooner. */
const RETRY_SECONDS = 60;

/** What a batch of a sweep says of the rest: nothing left, more, or more from a place that only the sweep understands. */
export type Progress = boolean | string;

/** Who sweeps, and when next: a row and a lease per sweep. PostgreSQL's clock counts, and its row decides every race. */
@Injectable()
export class SweepTurns {
  constructor(private readonly database: Database) {}

  /**
   * Runs `work` if it is due and nobody else runs it; it is due again `everySeconds` after its end, or at once while it
   * answers that there is more, to whoever comes first. `false`: nothing to do for now.
   */
  async run(name: string, everySeconds: number, work: (cursor: string | null) => Promise<Progress>): Promise<boolean> {
    const holder = randomUUID();
    const turn = await this.take(name, holder);
    if (!turn) return false;
    const alive = setInterval(() => void this.renew(name, holder).catch(() => undefined), RENEW_MS);
    const next = { inSeconds: Math.min(RETRY_SECONDS, everySeconds), cursor: turn.cursor };
    try {
      const progress = await work(turn.cursor);
      next.inSeconds = progress === false ? everySeconds : 0;
      next.cursor = typeof progress === 'string' ? progress : null;
      return progress !== false;
    } finally {
      clearInterval(alive);
      await this.end(name, holder, next);
    }
  }

  private async take(name: string, holder: string): Promise<{ cursor: string | null } | undefined> {
    const [turn] = await this.database.system.$queryRaw<{ cursor: string | null }[]>`
      INSERT INTO sweeps AS s (name, due_at, holder, held_until)
      VALUES (${name}, now(), ${holder}, now() + make_interval(secs => ${LEASE_SECONDS}::int))
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
      WHERE s.due_at <= now() AND (s.held_until IS NULL OR s.held_until < now())
      RETURNING cursor`;
    return turn;
  }

  private async renew(name: string, holder: string): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE sweeps SET held_until = now() + make_interval(secs => ${LEASE_SECONDS}::int)
      WHERE name = ${name} AND holder = ${holder}`;
  }

  /** A holder that was taken for dead ends nothing: the turn is another's by now. */
  private async end(name: string, holder: string, next: { inSeconds: number; cursor: string | null }): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE sweeps SET holder = NULL, held_until = NULL, runs = runs + 1, cursor = ${next.cursor},
        due_at = now() + make_interval(secs => ${next.inSeconds}::int)
      WHERE name = ${name} AND holder = ${holder}`;
  }
}
