import type { Database } from '../../../platform/prisma/database.js';
import { currentTrace, isTracing } from '../../../platform/tracing/trace.js';

const keep = {
  name: 'keep_upload_traces',
  text: 'INSERT INTO upload_traces (upload_id, traceparent) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING',
};
const read = {
  name: 'upload_traces',
  text: 'SELECT upload_id, traceparent FROM upload_traces WHERE upload_id = ANY ($1)',
};

/** Notes that these uploads were created in the present span. Without it their traces end here, and nothing else is lost. */
export async function keepTraces(database: Database, uploadIds: string[]): Promise<void> {
  const trace = currentTrace();
  if (trace)
    await database.systemPool.query({ ...keep, values: [uploadIds, trace.traceparent] }).catch(() => undefined);
}

/** The `traceparent` of the spans in which uploads were created, by upload; none where this process does not trace. */
export async function tracesOf(database: Database, uploadIds: string[]): Promise<Map<string, string>> {
  if (!isTracing() || uploadIds.length === 0) return new Map();
  const { rows } = await database.systemPool
    .query<{ upload_id: string; traceparent: string }>({ ...read, values: [uploadIds] })
    .catch(() => ({ rows: [] }));
  return new Map(rows.map(({ upload_id, traceparent }) => [upload_id, traceparent]));
}
