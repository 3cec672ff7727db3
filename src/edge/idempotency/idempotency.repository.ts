import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import type { IdempotentRequest } from './idempotent-request.js';

export interface KeptAnswer {
  status: number;
  answer: Uint8Array;
}

export type Claim =
  | { outcome: 'run' }
  | { outcome: 'replay'; kept: KeptAnswer }
  /** The first request made this, encrypted, and its answer was not kept. */
  | { outcome: 'recall'; made: Uint8Array }
  | { outcome: 'running' }
  | { outcome: 'reused' };

/** A process that dies before it made anything keeps its key for this long. */
export const HOLD_SECONDS = 60;
export const KEEP_HOURS = 24;

interface Row {
  holder: string | null;
  fingerprint: Uint8Array;
  status: number | null;
  made: Uint8Array | null;
  answer: Uint8Array | null;
}

/** Which request holds a key, what it made, and what it was answered. One INSERT decides every race. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes the key for `holder`, or says why not. A key is free again after its day, or when its holder died before it
   * made anything: what such a holder still tries to make finds the key lost and is rolled back.
   */
  async claim(request: IdempotentRequest, holder: string): Promise<Claim> {
    const { actor, caller, route, key, fingerprint } = request;
    return this.database.tenant(actor, async (tx) => {
      await tx.$executeRaw`
        INSERT INTO idempotency_records AS r (workspace_id, caller, route, key, fingerprint, holder, held_until)
        VALUES (${actor.workspaceId}, ${caller}, ${route}, ${key}, ${fingerprint}, ${holder}, now() + make_interval(secs => ${HOLD_SECONDS}::int))
        ON CONFLICT (workspace_id, caller, route, key) DO UPDATE
          SET fingerprint = excluded.fingerprint, holder = excluded.holder, held_until = excluded.held_until,
            status = NULL, made = NULL, answer = NULL, created_at = now()
          WHERE (r.held_until < now() AND r.made IS NULL)
            OR (r.created_at < now() - make_interval(hours => ${KEEP_HOURS}::int)
              AND (r.held_until IS NULL OR r.held_until < now()))`;
      const [row] = await tx.$queryRaw<Row[]>`
        SELECT holder, fingerprint, status, made, answer FROM idempotency_records
        WHERE workspace_id = ${actor.workspaceId} AND caller = ${caller} AND route = ${route} AND key = ${key}`;
      return row ? claimOf(row, request, holder) : { outcome: 'running' };
    });
  }

  /** Goes on holding a key whose request takes longer; `false` when another request has it. */
  async hold({ actor, caller, route, key }: IdempotentRequest, holder: string): Promise<boolean> {
    const held = await this.database.tenant(
      actor,
      (tx) => tx.$executeRaw`
        UPDATE idempotency_records SET held_until = now() + make_interval(secs => ${HOLD_SECONDS}::int)
        WHERE workspace_id = ${actor.workspaceId} AND caller = ${caller} AND route = ${route} AND key = ${key} AND holder = ${holder}`,
    );
    return held === 1;
  }

  /** `holder` is not needed for an answer that was built from what is noted: it is the same for every retry. */
  async keep({ actor, caller, route, key }: IdempotentRequest, kept: KeptAnswer, holder?: string): Promise<void> {
    const { workspaceId } = actor;
    const unanswered = holder === undefined ? { made: { not: null }, answer: null } : { holder };
    const data = { holder: null, heldUntil: null, status: kept.status, answer: Buffer.from(kept.answer) };
    await this.database.tenant(actor, (tx) =>
      tx.idempotencyRecord.updateMany({ where: { workspaceId, caller, route, key, ...unanswered }, data }),
    );
  }

  /**
   * The request failed: a retry runs it again, unless something was made. A commit that is still under way is waited for
   * on the row; one that comes later finds the key lost.
   */
  async giveUp({ actor, caller, route, key }: IdempotentRequest, holder: string): Promise<void> {
    const { workspaceId } = actor;
    await this.database.tenant(actor, (tx) =>
      tx.idempotencyRecord.deleteMany({ where: { workspaceId, caller, route, key, holder, made: null } }),
    );
  }

  /** Forgets a batch of answers whose day is over; `true` when there may be more. */
  async forgetOld(limit: number): Promise<boolean> {
    const gone = await this.database.system.$executeRaw`
      DELETE FROM idempotency_records WHERE ctid IN (
        SELECT ctid FROM idempotency_records WHERE created_at < now() - make_interval(hours => ${KEEP_HOURS}::int)
        ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        AND created_at < now() - make_interval(hours => ${KEEP_HOURS}::int)
        AND (held_until IS NULL OR held_until < now())`;
    return gone === limit;
  }
}

function claimOf(row: Row, { fingerprint }: IdempotentRequest, holder: string): Claim {
  if (row.holder === holder) return { outcome: 'run' };
  if (!fingerprint.equals(row.fingerprint)) return { outcome: 'reused' };
  if (row.answer !== null && row.status !== null)
    return { outcome: 'replay', kept: { status: row.status, answer: row.answer } };
  return row.made === null ? { outcome: 'running' } : { outcome: 'recall', made: row.made };
}
