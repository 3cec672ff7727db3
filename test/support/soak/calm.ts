import type { Json } from '../api.js';
import { Books } from '../resilience/books.js';
import { until } from '../resilience/until.js';
import type { Installation } from './installation.js';
import type { PatientClient } from './patient-client.js';
import type { Promised, Promises } from './promises.js';

/** What waits for its time need not wait any longer: it is only later that is shortened, never done instead. */
const HURRY = [
  `UPDATE uploads SET next_check_at = now() WHERE status IN ('PENDING', 'UPLOADING') AND next_check_at > now()`,
  `UPDATE webhook_endpoints SET lease_until = now() - interval '1 second' WHERE lease_until < now() + interval '1 hour'`,
  `UPDATE webhook_deliveries SET next_try_at = now() WHERE status = 'pending' AND next_try_at > now()`,
  `UPDATE quarantines SET due_at = now() WHERE due_at > now()`,
];

const ENDED = new Set(['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELED']);

/** Waits until nothing is under way any more: every upload has ended, forms of dead processes too, and every event was delivered. */
export async function settle(
  installation: Installation,
  clients: PatientClient[],
  promises: Promises,
): Promise<Map<string, Json>> {
  const books = new Books(installation);
  const ended = new Map<string, Json>();
  const hurry = setInterval(() => void Promise.all(HURRY.map((sql) => books.query(sql))).catch(() => undefined), 500);
  try {
    for (const one of promises.made)
      await until(async () => {
        const { status, body } = await clients[one.tenant]!.call('GET', `/v1/uploads/${one.id}`);
        if (status === 200 && !ENDED.has(body.status)) return false;
        ended.set(one.id, { http: status, ...body });
        return status === 404 || promises.fateOf(one) !== 'quarantined' || body.status === 'FAILED';
      });
    await until(async () => {
      const left = await books.query<{ id: string }>(`SELECT id FROM webhook_deliveries WHERE status = 'pending'
        UNION ALL SELECT upload_id FROM upload_events WHERE published_at IS NULL
        UNION ALL SELECT id FROM uploads WHERE status IN ('PENDING', 'UPLOADING', 'SCANNING') UNION ALL SELECT sha256 FROM quarantines WHERE due_at IS NOT NULL`);
      return left.length === 0;
    });
  } finally {
    clearInterval(hurry);
  }
  return ended;
}

/** What an upload has become, in the words of its fate. */
export function fateIn({ http, status, status_reason: reason, file_hash: hash }: Json, { sha256 }: Promised): string {
  if (http === 404) return 'deleted';
  if (status === 'COMPLETED') return hash === sha256 ? 'available' : `available with the hash ${hash}`;
  if (status === 'CANCELED') return 'canceled';
  return String(reason).replace(/:.*$/, '');
}
