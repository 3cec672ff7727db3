import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { BenchTenant } from './tenants.js';

const SETTLE_MS = 50;

const fill = `
  INSERT INTO uploads (
    id, organization_id, workspace_id, bucket_id, status, filename, content_type, declared_size, reserved_bytes, method,
    key, created_by, url_expires_in_seconds, url_expires_at, deadline_at, next_check_at
  )
  SELECT 'upl_0' || lpad(i::text, 15, '0'), t.organization_id, t.workspace_id, t.bucket_id,
    CASE WHEN i % 100 = 0 THEN 'PENDING' ELSE 'EXPIRED' END::upload_status, 'report.pdf', 'application/pdf', 48213, 48213, 'PUT',
    t.workspace_id || '/upl_0' || lpad(i::text, 15, '0'), 'bench', 3600, now(), now(), now()
  FROM generate_series(1, $1::int) i JOIN bench_tenants t ON t.n = i % $2::int`;

/** The product's own table, seen as the owner of the server: by what the API says alone, nothing could be checked. */
export class ProductTable {
  private readonly client: pg.Client;

  constructor(url: string) {
    this.client = new pg.Client({ connectionString: url });
  }

  async open(): Promise<void> {
    await this.client.connect();
  }

  /** Rows that ended long ago, and one in a hundred that is open; in the order of time, before all that follow. */
  async fill(rows: number, tenants: readonly BenchTenant[]): Promise<void> {
    if (!rows) return;
    // Foreign keys hold by construction: checking each would take most of the time.
    await this.client.query('SET session_replication_role = replica');
    await this.client.query(
      `CREATE TEMP TABLE bench_tenants AS
        SELECT row_number() OVER () - 1 AS n, organization_id, workspace_id, id AS bucket_id
        FROM buckets WHERE name = 'documents' AND organization_id = ANY ($1)`,
      [tenants.map((tenant) => tenant.organizationId)],
    );
    await this.client.query(fill, [rows, tenants.length]);
    await this.client.query('RESET session_replication_role');
    await this.client.query('VACUUM ANALYZE uploads');
  }

  /** The uploads that count as open, once the last requests of the run are written. */
  async settledPending(): Promise<number> {
    for (let last = -1; ; await delay(SETTLE_MS)) {
      const now = await this.pending();
      if (now === last) return now;
      last = now;
    }
  }

  private async pending(): Promise<number> {
    const { rows } = await this.client.query<{ sum: string | null }>('SELECT sum(pending_count) FROM usage');
    return Number(rows[0]?.sum ?? 0);
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
