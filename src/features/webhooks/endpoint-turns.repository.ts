import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import type { Attempt } from './domain/delivery.js';

/** An endpoint that a worker serves for now, with what it needs to know of it. */
export interface Turn {
  id: string;
  url: string;
  secretVersion: number;
  /** Whether the secret before is still good. */
  rotating: boolean;
  leaseToken: string;
}

export interface DueDelivery {
  id: string;
  payload: string;
  tries: number;
}

export interface TriedDelivery {
  id: string;
  delivered: boolean;
  /** The endpoint wants no more. */
  refused: boolean;
  attempt: Attempt;
  /** When it failed: how long to wait before the next try. */
  waitSeconds: number;
}

/** Endpoints that fail have their own, fewer places: however many there are, the others do not wait behind them. */
export type Lane = 'sound' | 'failing';

const MOST_ATTEMPTS = 30;

/**
 * Whose turn it is. Endpoints are claimed, not deliveries, so that one is served by one worker at a time. Which have
 * something due is read endpoint by endpoint off the partial index: it costs as much as there are such endpoints,
 * however long the log. Clocks are the database's.
 */
@Injectable()
export class EndpointTurnsRepository {
  constructor(private readonly database: Database) {}

  /** Takes up to `limit` endpoints with something due, those first that were served longest ago. */
  async claim(lane: Lane, limit: number, leaseToken: string, leaseSeconds: number): Promise<Turn[]> {
    return this.database.system.$queryRaw<Turn[]>`
      WITH RECURSIVE waiting AS (
        (SELECT endpoint_id, next_try_at FROM webhook_deliveries WHERE status = 'pending'
          ORDER BY endpoint_id, next_try_at LIMIT 1)
        UNION ALL
        SELECT n.endpoint_id, n.next_try_at FROM waiting w CROSS JOIN LATERAL (
          SELECT endpoint_id, next_try_at FROM webhook_deliveries
          WHERE status = 'pending' AND endpoint_id > w.endpoint_id ORDER BY endpoint_id, next_try_at LIMIT 1) n
      ), next AS (
        SELECT e.id FROM waiting w JOIN webhook_endpoints e ON e.id = w.endpoint_id
        WHERE w.next_try_at <= now() AND e.status = 'active' AND (e.lease_until IS NULL OR e.lease_until < now())
          AND (e.failing_since IS NOT NULL) = (${lane} = 'failing')
        ORDER BY e.lease_until NULLS FIRST, e.id LIMIT ${limit} FOR UPDATE OF e SKIP LOCKED
      )
      UPDATE webhook_endpoints e SET lease_token = ${leaseToken}, lease_until = now() + make_interval(secs => ${leaseSeconds}::int)
      FROM next WHERE e.id = next.id
      RETURNING e.id, e.url, e.secret_version AS "secretVersion", coalesce(e.rotation_until > now(), false) AS rotating,
        e.lease_token AS "leaseToken"`;
  }

  /** A sign of life, and the endpoint as it is now. `null`: lost, disabled or gone. */
  async renew({ id, leaseToken }: Turn, leaseSeconds: number): Promise<Turn | null> {
    const [turn] = await this.database.system.$queryRaw<Turn[]>`
      UPDATE webhook_endpoints SET lease_until = now() + make_interval(secs => ${leaseSeconds}::int)
      WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'active'
      RETURNING id, url, secret_version AS "secretVersion", coalesce(rotation_until > now(), false) AS rotating,
        lease_token AS "leaseToken"`;
    return turn ?? null;
  }

  due({ id }: Turn, limit: number): Promise<DueDelivery[]> {
    return this.database.system.$queryRaw<DueDelivery[]>`
      SELECT id, payload, tries FROM webhook_deliveries
      WHERE endpoint_id = ${id} AND status = 'pending' AND next_try_at <= now() ORDER BY next_try_at LIMIT ${limit}`;
  }

  /**
   * What became of a batch. What another process delivered meanwhile stays delivered. `true`: the endpoint said that
   * it is gone, and is disabled.
   */
  async record({ id, url }: Turn, tried: TriedDelivery[]): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      await tx.$executeRaw`
        UPDATE webhook_deliveries d SET
          status = CASE WHEN t.delivered THEN 'delivered' WHEN t.refused OR d.give_up_at <= now() THEN 'failed' ELSE 'pending' END,
          completed_at = CASE WHEN t.delivered OR t.refused OR d.give_up_at <= now() THEN now() END,
          next_try_at = least(now() + make_interval(secs => t."waitSeconds"), greatest(d.give_up_at, now())),
          tries = least(d.tries + 1, 30000),
          attempts = CASE WHEN jsonb_array_length(d.attempts) >= ${MOST_ATTEMPTS} THEN d.attempts - 0 ELSE d.attempts END || t.attempt
        FROM jsonb_to_recordset(${JSON.stringify(tried)}::jsonb)
          AS t(id text, delivered boolean, refused boolean, attempt jsonb, "waitSeconds" int)
        WHERE d.id = t.id AND d.endpoint_id = ${id} AND d.status = 'pending'`;
      const failed = !tried.some(({ delivered }) => delivered);
      await tx.$executeRaw`
        UPDATE webhook_endpoints SET failing_since = CASE WHEN ${failed} THEN now() END
        WHERE id = ${id} AND (failing_since IS NULL) = ${failed}`;
      if (!tried.some(({ refused }) => refused)) return false;
      // One that was given another URL during the call is another endpoint.
      const disabled = await tx.$executeRaw`
        UPDATE webhook_endpoints SET status = 'disabled', disabled_reason = 'gone', disabled_at = now()
        WHERE id = ${id} AND status = 'active' AND url = ${url}`;
      return disabled > 0;
    });
  }

  /** Deliveries on their way, counted up to `limit`. */
  async countPending(limit: number): Promise<number> {
    const [row] = await this.database.system.$queryRaw<{ pending: number }[]>`
      SELECT count(*)::int AS pending FROM (SELECT FROM webhook_deliveries WHERE status = 'pending' LIMIT ${limit}) AS first`;
    return row!.pending;
  }

  /** Others may have it. */
  async giveBack({ id, leaseToken }: Turn): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE webhook_endpoints SET lease_token = NULL, lease_until = now() WHERE id = ${id} AND lease_token = ${leaseToken}`;
  }
}
