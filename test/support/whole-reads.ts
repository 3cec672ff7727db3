import type { PoolClient } from 'pg';

/**
 * How often this session has read each of these tables from end to end, as far as PostgreSQL has not passed it on to its
 * statistics: reads of earlier transactions may be among them, so two counts are compared.
 */
export async function wholeReads(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ reads: string }>(
    `SELECT relname || ' ' || seq_scan AS reads FROM pg_stat_xact_user_tables
     WHERE relname IN ('uploads', 'scan_queue') ORDER BY relname`,
  );
  return rows.map(({ reads }) => reads);
}
