import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { BenchTenant } from './tenants.js';

const SETTLE_MS = 50;

const BATCH = 100_000;

const fillUploads = `
  INSERT INTO uploads (
    id, organization_id, workspace_id, bucket_id, status, filename, content_type, declared_size, reserved_bytes, method,
    key, created_by, url_expires_in_seconds, url_expires_at, deadline_at, next_check_at, event_sequence
  )
  SELECT 'upl_0' || lpad(i::text, 15, '0'), t.organization_id, t.workspace_id, t.bucket_id,
    CASE WHEN i % 100 = 0 THEN 'PENDING' ELSE 'EXPIRED' END::upload_status, 'report.pdf', 'application/pdf', 48213, 48213, 'PUT',
    t.workspace_id || '/upl_0' || lpad(i::text, 15, '0'), 'bench', 3600, now(), now(), now(), CASE WHEN i % 100 = 0 THEN 1 ELSE 2 END
  FROM generate_series($1::int, $2::int) i JOIN bench_tenants t ON t.n = i % $3::int`;

/** Each was created, and those that are not open have ended; all published, in this month. */
const fillEvents = `
  INSERT INTO upload_events (upload_id, sequence, at, workspace_id, event, from_status, to_status, actor, published_at)
  SELECT 'upl_0' || lpad(i::text, 15, '0'), s, date_trunc('month', now()) + interval '1 second', t.workspace_id,
    CASE s WHEN 1 THEN 'created' ELSE 'expired' END, CASE s WHEN 2 THEN 'PENDING' END::upload_status,
    CASE s WHEN 1 THEN 'PENDING' ELSE 'EXPIRED' END::upload_status, 'bench', now()
  FROM generate_series($1::int, $2::int) i JOIN bench_tenants t ON t.n = i % $3::int
  CROSS JOIN generate_series(1, CASE WHEN i % 100 = 0 THEN 1 ELSE 2 END) s`;

/** The product's own table, seen as the owner of the server: by what the API says alone, nothing could be checked. */
export class ProductTable {
  private readonly client: pg.Client;
  private filled = 0;

  constructor(url: string) {
    this.client = new pg.Client({ connectionString: url });
  }

  async open(): Promise<void> {
    await this.client.connect();
  }

  /**
   * Until there are so many uploads with their events: rows that ended long ago, and one in a hundred that is open; in the
   * order of time, before all that follow.
   */
  async fill(rows: number, tenants: readonly BenchTenant[]): Promise<void> {
    if (rows <= this.filled) return;
    // Foreign keys hold by construction: checking each would take most of the time.
    await this.client.query('SET session_replication_role = replica');
    await this.client.query(
      `CREATE TEMP TABLE IF NOT EXISTS bench_tenants AS
        SELECT row_number() OVER () - 1 AS n, organization_id, workspace_id, id AS bucket_id
        FROM buckets WHERE name = 'documents' AND organization_id = ANY ($1)`,
      [tenants.map((tenant) => tenant.organizationId)],
    );
    while (this.filled < rows) {
      const [first, last] = [this.filled + 1, Math.min(this.filled + BATCH, rows)];
      for (const fill of [fillUploads, fillEvents]) await this.client.query(fill, [first, last, tenants.length]);
      this.filled = last;
    }
    await this.client.query('RESET session_replication_role');
    await this.client.query('VACUUM ANALYZE uploads, upload_events');
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
