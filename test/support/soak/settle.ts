import type { Json } from '../api.js';
import { StoredState } from '../resilience/stored-state.js';
import { until } from '../resilience/until.js';
import type { Installation } from './installation.js';
import type { RetryingClient } from './retrying-client.js';
import type { ExpectedUpload, Expectations } from './expectations.js';

/** Shortens the waits before scheduled work. The work itself is left to the servers. */
const EXPEDITE = [
  `UPDATE uploads SET next_check_at = now() WHERE status IN ('PENDING', 'UPLOADING') AND next_check_at > now()`,
  `UPDATE webhook_endpoints SET lease_until = now() - interval '1 second' WHERE lease_until < now() + interval '1 hour'`,
  `UPDATE webhook_deliveries SET next_try_at = now() WHERE status = 'pending' AND next_try_at > now()`,
  `UPDATE quarantines SET due_at = now() WHERE due_at > now()`,
];

const ENDED = new Set(['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELED']);

/** Waits until every upload has ended, those of killed processes included, and every event was delivered. */
export async function settle(
  installation: Installation,
  clients: RetryingClient[],
  expectations: Expectations,
): Promise<Map<string, Json>> {
  const stored = new StoredState(installation);
  const ended = new Map<string, Json>();
  const expediting = setInterval(
    () => void Promise.all(EXPEDITE.map((sql) => stored.query(sql))).catch(() => undefined),
    500,
  );
  try {
    for (const one of expectations.uploads)
      await until(async () => {
        const { status, body } = await clients[one.tenant]!.call('GET', `/v1/uploads/${one.id}`);
        if (status === 200 && !ENDED.has(body.status)) return false;
        ended.set(one.id, { http: status, ...body });
        return status === 404 || expectations.outcomeOf(one) !== 'quarantined' || body.status === 'FAILED';
      });
    await until(async () => {
      const left = await stored.query<{ id: string }>(`SELECT id FROM webhook_deliveries WHERE status = 'pending'
        UNION ALL SELECT upload_id FROM upload_events WHERE published_at IS NULL
        UNION ALL SELECT id FROM uploads WHERE status IN ('PENDING', 'UPLOADING', 'SCANNING') UNION ALL SELECT sha256 FROM quarantines WHERE due_at IS NOT NULL`);
      return left.length === 0;
    });
  } finally {
    clearInterval(expediting);
  }
  return ended;
}

/** The outcome of an upload by its record. */
export function actualOutcome(
  { http, status, status_reason: reason, file_hash: hash }: Json,
  { sha256 }: ExpectedUpload,
): string {
  if (http === 404) return 'deleted';
  if (status === 'COMPLETED') return hash === sha256 ? 'available' : `available with the hash ${hash}`;
  if (status === 'CANCELED') return 'canceled';
  return String(reason).replace(/:.*$/, '');
}
