import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import { isTracing } from '../../platform/tracing/trace.js';
import { tracesOf } from '../uploads/index.js';
import type { Attempt } from './domain/delivery.js';

/** An endpoint under a lease of one worker, with what a call needs. */
export interface LeasedEndpoint {
  id: string;
  url: string;
  secretVersion: number;
  /** Whether the previous secret is still valid. */
  rotating: boolean;
  leaseToken: string;
}

export interface DueDelivery {
  id: string;
  payload: string;
  tries: number;
  /** Of the span in which its upload was created, where this process traces. */
  traceparent?: string;
}

export interface TriedDelivery {
  id: string;
  delivered: boolean;
  /** The endpoint answered 410: it takes no more deliveries. */
  refused: boolean;
  attempt: Attempt;
  /** After a failure: the wait before the next try. */
  waitSeconds: number;
}

/** Failing endpoints have fewer places of their own, so that healthy ones never wait behind them. */
export type Lane = 'healthy' | 'failing';

const MOST_ATTEMPTS = 30;

/** The upload that a payload is about; documents name theirs. */
function uploadIn(payload: string): string | undefined {
  return (JSON.parse(payload) as { data?: { upload_id?: string } }).data?.upload_id;
}

/**
 * Leases of endpoints. Endpoints are claimed, not deliveries, so that one worker at a time calls an endpoint. Those with
 * due deliveries are read one by one from the partial index: the cost grows with their number, not with the log. All
 * times are the database's.
 */
@Injectable()
export class EndpointLeasesRepository {
  constructor(private readonly database: Database) {}

  /** Leases up to `limit` endpoints with due deliveries, those first whose last lease ended longest ago. */
  async claim(lane: Lane, limit: number, leaseToken: string, leaseSeconds: number): Promise<LeasedEndpoint[]> {
    return this.database.system.$queryRaw<LeasedEndpoint[]>`
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

  /** Renews the lease and reads the endpoint again. `null`: the lease is lost, or the endpoint is disabled or deleted. */
  async renew({ id, leaseToken }: LeasedEndpoint, leaseSeconds: number): Promise<LeasedEndpoint | null> {
    const [endpoint] = await this.database.system.$queryRaw<LeasedEndpoint[]>`
      UPDATE webhook_endpoints SET lease_until = now() + make_interval(secs => ${leaseSeconds}::int)
      WHERE id = ${id} AND lease_token = ${leaseToken} AND status = 'active'
      RETURNING id, url, secret_version AS "secretVersion", coalesce(rotation_until > now(), false) AS rotating,
        lease_token AS "leaseToken"`;
    return endpoint ?? null;
  }

  async due({ id }: LeasedEndpoint, limit: number): Promise<DueDelivery[]> {
    const due = await this.database.system.$queryRaw<DueDelivery[]>`
      SELECT id, payload, tries FROM webhook_deliveries
      WHERE endpoint_id = ${id} AND status = 'pending' AND next_try_at <= now() ORDER BY next_try_at LIMIT ${limit}`;
    return isTracing() ? this.inTraces(due) : due;
  }

  private async inTraces(due: DueDelivery[]): Promise<DueDelivery[]> {
    const uploads = new Map(due.map(({ id, payload }) => [id, uploadIn(payload)]));
    const traces = await tracesOf(
      this.database,
      [...uploads.values()].filter((id) => id !== undefined),
    );
    return due.map((delivery) => ({ ...delivery, traceparent: traces.get(uploads.get(delivery.id) ?? '') }));
  }

  /**
   * Records the outcome of a batch. What another process delivered meanwhile stays delivered. `isGone`: the endpoint
   * answered 410 and is disabled now. `givenUp`: how many deliveries are not tried again.
   */
  async record({ id, url }: LeasedEndpoint, tried: TriedDelivery[]): Promise<{ isGone: boolean; givenUp: number }> {
    return this.database.asSystem(async (tx) => {
      const recorded = await tx.$queryRaw<{ status: string }[]>`
        UPDATE webhook_deliveries d SET
          status = CASE WHEN t.delivered THEN 'delivered' WHEN t.refused OR d.give_up_at <= now() THEN 'failed' ELSE 'pending' END,
          completed_at = CASE WHEN t.delivered OR t.refused OR d.give_up_at <= now() THEN now() END,
          next_try_at = least(now() + make_interval(secs => t."waitSeconds"), greatest(d.give_up_at, now())),
          tries = least(d.tries + 1, 30000),
          attempts = CASE WHEN jsonb_array_length(d.attempts) >= ${MOST_ATTEMPTS} THEN d.attempts - 0 ELSE d.attempts END || t.attempt
        FROM jsonb_to_recordset(${JSON.stringify(tried)}::jsonb)
          AS t(id text, delivered boolean, refused boolean, attempt jsonb, "waitSeconds" int)
        WHERE d.id = t.id AND d.endpoint_id = ${id} AND d.status = 'pending' RETURNING d.status`;
      const givenUp = recorded.filter(({ status }) => status === 'failed').length;
      const failed = !tried.some(({ delivered }) => delivered);
      await tx.$executeRaw`
        UPDATE webhook_endpoints SET failing_since = CASE WHEN ${failed} THEN now() END
        WHERE id = ${id} AND (failing_since IS NULL) = ${failed}`;
      if (!tried.some(({ refused }) => refused)) return { isGone: false, givenUp };
      // The 410 came from this URL: an endpoint whose URL changed during the call stays active.
      const disabled = await tx.$executeRaw`
        UPDATE webhook_endpoints SET status = 'disabled', disabled_reason = 'gone', disabled_at = now()
        WHERE id = ${id} AND status = 'active' AND url = ${url}`;
      return { isGone: disabled > 0, givenUp };
    });
  }

  async release({ id, leaseToken }: LeasedEndpoint): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE webhook_endpoints SET lease_token = NULL, lease_until = now() WHERE id = ${id} AND lease_token = ${leaseToken}`;
  }
}
