import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import type { IdempotentRequest } from './idempotent-request.js';

export interface KeptAnswer {
  status: number;
  answer: Uint8Array;
}

export type Claim =
  { outcome: 'run' } | { outcome: 'replay'; kept: KeptAnswer } | { outcome: 'running' } | { outcome: 'reused' };

/** A process that dies keeps its key for this long. */
export const HOLD_SECONDS = 60;
export const KEEP_HOURS = 24;

interface Row {
  holder: string | null;
  fingerprint: Uint8Array;
  status: number | null;
  answer: Uint8Array | null;
}

/** Who runs the request of a key, and what it was answered. One INSERT decides every race. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /** Takes the key for `holder`, or says why not. A key whose day is over, or whose holder died, is free again. */
  async claim(request: IdempotentRequest, holder: string): Promise<Claim> {
    const { actor, caller, route, key, fingerprint } = request;
    return this.database.tenant(actor, async (tx) => {
      await tx.$executeRaw`
        INSERT INTO idempotency_records AS r (workspace_id, caller, route, key, fingerprint, holder, held_until)
        VALUES (${actor.workspaceId}, ${caller}, ${route}, ${key}, ${fingerprint}, ${holder}, now() + make_interval(secs => ${HOLD_SECONDS}::int))
        ON CONFLICT (workspace_id, caller, route, key) DO UPDATE
          SET fingerprint = excluded.fingerprint, holder = excluded.holder, held_until = excluded.held_until,
            status = NULL, answer = NULL, created_at = now()
          WHERE r.held_until < now() OR r.created_at < now() - make_interval(hours => ${KEEP_HOURS}::int)`;
      const [row] = await tx.$queryRaw<Row[]>`
        SELECT holder, fingerprint, status, answer FROM idempotency_records
        WHERE workspace_id = ${actor.workspaceId} AND caller = ${caller} AND route = ${route} AND key = ${key}`;
      return row ? claimOf(row, request, holder) : { outcome: 'running' };
    });
  }

  /** Goes on holding a key whose request takes longer; `false` when somebody else has it. */
  async hold({ actor, caller, route, key }: IdempotentRequest, holder: string): Promise<boolean> {
    const held = await this.database.tenant(
      actor,
      (tx) => tx.$executeRaw`
        UPDATE idempotency_records SET held_until = now() + make_interval(secs => ${HOLD_SECONDS}::int)
        WHERE workspace_id = ${actor.workspaceId} AND caller = ${caller} AND route = ${route} AND key = ${key} AND holder = ${holder}`,
    );
    return held === 1;
  }

  async keep({ actor, caller, route, key }: IdempotentRequest, holder: string, kept: KeptAnswer): Promise<void> {
    const { workspaceId } = actor;
    const data = { holder: null, heldUntil: null, status: kept.status, answer: Buffer.from(kept.answer) };
    await this.database.tenant(actor, (tx) =>
      tx.idempotencyRecord.updateMany({ where: { workspaceId, caller, route, key, holder }, data }),
    );
  }

  /** The request failed: whoever retries it runs it again. */
  async giveUp({ actor, caller, route, key }: IdempotentRequest, holder: string): Promise<void> {
    const { workspaceId } = actor;
    await this.database.tenant(actor, (tx) =>
      tx.idempotencyRecord.deleteMany({ where: { workspaceId, caller, route, key, holder } }),
    );
  }

  /** Forgets a batch of answers whose day is over; `true` when there may be more. */
  async forgetOld(limit: number): Promise<boolean> {
    const gone = await this.database.system.$executeRaw`
      DELETE FROM idempotency_records WHERE ctid IN (
        SELECT ctid FROM idempotency_records WHERE created_at < now() - make_interval(hours => ${KEEP_HOURS}::int)
        ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    return gone === limit;
  }
}

function claimOf(row: Row, { fingerprint }: IdempotentRequest, holder: string): Claim {
  if (row.holder === holder) return { outcome: 'run' };
  if (!fingerprint.equals(row.fingerprint)) return { outcome: 'reused' };
  if (row.answer === null || row.status === null) return { outcome: 'running' };
  return { outcome: 'replay', kept: { status: row.status, answer: row.answer } };
}
