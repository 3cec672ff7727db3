import { Injectable } from '@nestjs/common';
import { Database } from '../prisma/database.js';
import type { Actor } from '../../shared/actor.js';

/** One request under its key: of whom, to which route, and what it says. */
export interface IdempotentRequest {
  actor: Actor;
  caller: string;
  route: string;
  key: string;
  /** SHA-256 of everything that was parsed before the handler runs. */
  fingerprint: Buffer;
}

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
export const LEASE_SECONDS = 60;
const KEEP_HOURS = 24;

interface Row {
  leaseToken: string | null;
  fingerprint: Uint8Array;
  status: number | null;
  made: Uint8Array | null;
  answer: Uint8Array | null;
}

/** The rows of Idempotency-Keys: the request that has the lease of one, what it made and its answer. One INSERT decides every race. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /**
   * Leases the key under this token, or returns why not. A key is free again after 24 hours, or when its lease ended before
   * its request made anything: what such a request still tries to make finds the lease lost and is rolled back.
   */
  async claim(request: IdempotentRequest, leaseToken: string): Promise<Claim> {
    const { actor, caller, route, key, fingerprint } = request;
    return this.database.tenant(actor, async (tx) => {
      await tx.$executeRaw`
        INSERT INTO idempotency_records AS r (workspace_id, caller, route, key, fingerprint, lease_token, lease_until)
        VALUES (${actor.workspaceId}, ${caller}, ${route}, ${key}, ${fingerprint}, ${leaseToken}, now() + make_interval(secs => ${LEASE_SECONDS}::int))
        ON CONFLICT (workspace_id, caller, route, key) DO UPDATE
          SET fingerprint = excluded.fingerprint, lease_token = excluded.lease_token, lease_until = excluded.lease_until,
            status = NULL, made = NULL, answer = NULL, created_at = now()
          WHERE (r.lease_until < now() AND r.made IS NULL)
            OR (r.created_at < now() - make_interval(hours => ${KEEP_HOURS}::int)
              AND (r.lease_until IS NULL OR r.lease_until < now()))`;
      const [row] = await tx.$queryRaw<Row[]>`
        SELECT lease_token AS "leaseToken", fingerprint, status, made, answer FROM idempotency_records
        WHERE workspace_id = ${actor.workspaceId} AND caller = ${caller} AND route = ${route} AND key = ${key}`;
      return row ? claimOf(row, request, leaseToken) : { outcome: 'running' };
    });
  }

  /** Extends the lease of a request that takes longer; `false` when another request has it. */
  async renew({ actor, caller, route, key }: IdempotentRequest, leaseToken: string): Promise<boolean> {
    const renewed = await this.database.tenant(
      actor,
      (tx) => tx.$executeRaw`
        UPDATE idempotency_records SET lease_until = now() + make_interval(secs => ${LEASE_SECONDS}::int)
        WHERE workspace_id = ${actor.workspaceId} AND caller = ${caller} AND route = ${route} AND key = ${key} AND lease_token = ${leaseToken}`,
    );
    return renewed === 1;
  }

  /** An answer that was built from the note needs no lease: it is the same for every retry. */
  async keep({ actor, caller, route, key }: IdempotentRequest, kept: KeptAnswer, leaseToken?: string): Promise<void> {
    const { workspaceId } = actor;
    const unanswered = leaseToken === undefined ? { made: { not: null }, answer: null } : { leaseToken };
    const data = { leaseToken: null, leaseUntil: null, status: kept.status, answer: Buffer.from(kept.answer) };
    await this.database.tenant(actor, (tx) =>
      tx.idempotencyRecord.updateMany({ where: { workspaceId, caller, route, key, ...unanswered }, data }),
    );
  }

  /**
   * Frees the key of a request that failed, unless something was made. A commit that is still under way is waited for on
   * the row; one that comes later finds the lease lost.
   */
  async giveUp({ actor, caller, route, key }: IdempotentRequest, leaseToken: string): Promise<void> {
    const { workspaceId } = actor;
    await this.database.tenant(actor, (tx) =>
      tx.idempotencyRecord.deleteMany({ where: { workspaceId, caller, route, key, leaseToken, made: null } }),
    );
  }

  /** Deletes a batch of keys older than 24 hours; `true` when there may be more. */
  async forgetOld(limit: number): Promise<boolean> {
    const gone = await this.database.system.$executeRaw`
      DELETE FROM idempotency_records WHERE ctid IN (
        SELECT ctid FROM idempotency_records WHERE created_at < now() - make_interval(hours => ${KEEP_HOURS}::int)
        ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        AND created_at < now() - make_interval(hours => ${KEEP_HOURS}::int)
        AND (lease_until IS NULL OR lease_until < now())`;
    return gone === limit;
  }
}

function claimOf(row: Row, { fingerprint }: IdempotentRequest, leaseToken: string): Claim {
  if (row.leaseToken === leaseToken) return { outcome: 'run' };
  if (!fingerprint.equals(row.fingerprint)) return { outcome: 'reused' };
  if (row.answer !== null && row.status !== null)
    return { outcome: 'replay', kept: { status: row.status, answer: row.answer } };
  return row.made === null ? { outcome: 'running' } : { outcome: 'recall', made: row.made };
}
