import type { Config } from '../../src/config/config.js';
import type { LeasedUpload } from '../../src/features/uploads/index.js';
import type { Database } from '../../src/platform/prisma/database.js';
import type { TestDatabase } from './postgres.js';
import type { TestTenant } from './tenant.js';
import { claimOne, scanLease } from './upload-repositories.js';

const LEASE = {
  SCAN_LEASE_SECONDS: 3600,
  SCAN_BACKLOG_LIFO_THRESHOLD: 1000,
  MULTIPART_COPY_THRESHOLD_BYTES: 1024 ** 3,
};

/** The settings of a lease. */
export function leaseSettings(changed: Partial<typeof LEASE> = {}): Config {
  const settings = { ...LEASE, ...changed };
  return { get: (name: keyof typeof LEASE) => settings[name] } as unknown as Config;
}

/** Uploads put into the queue of scans from outside, and taken out of it by the product's own claim. */
export class TestScans {
  private made = 0;

  constructor(
    private readonly test: TestDatabase,
    private readonly database: Database,
  ) {}

  /** So many uploads of a tenant, bytes confirmed one after the other. Answers their ids, oldest first. */
  async arrive(tenant: TestTenant, count: number, by: 'client' | 'event' = 'client'): Promise<string[]> {
    const first = this.made + 1;
    this.made += count;
    const { organizationId, workspaceId, bucketId } = tenant;
    await this.test.query(`
      INSERT INTO uploads (id, organization_id, workspace_id, bucket_id, filename, content_type, reserved_bytes, method, key,
        created_by, url_expires_in_seconds, url_expires_at, deadline_at, next_check_at)
      SELECT 'upl_' || lpad(n::text, 16, '0'), '${organizationId}', '${workspaceId}', '${bucketId}', 'a', 'text/plain', 1, 'PUT',
        n::text, 'test', 60, now(), now(), now() FROM generate_series(${first}, ${this.made}) n`);
    const arrived = await this.test.query<{ id: string }>(`
      UPDATE uploads u SET status = 'SCANNING', confirmed_at = now(), confirmed_by_client = ${by === 'client'}
      FROM (SELECT 'upl_' || lpad(n::text, 16, '0') AS id FROM generate_series(${first}, ${this.made}) n ORDER BY n) o
      WHERE u.id = o.id RETURNING u.id`);
    return arrived.map(({ id }) => id).sort();
  }

  /** The product's claim, by a worker of its own. */
  claim(changed: Partial<typeof LEASE> = {}, database = this.database): Promise<LeasedUpload | null> {
    return claimOne(scanLease(database, leaseSettings(changed)));
  }

  /** Claims and finishes one scan after the other, as one worker does; answers what was taken. */
  async scan(count: number, changed: Partial<typeof LEASE> = {}): Promise<string[]> {
    const taken: string[] = [];
    while (taken.length < count) {
      const claimed = await this.claim(changed);
      if (!claimed) break;
      taken.push(claimed.id);
      await this.finish(claimed.id);
    }
    return taken;
  }

  async finish(id: string): Promise<void> {
    await this.test.query(
      `UPDATE uploads SET status = 'CANCELED', lease_token = NULL, lease_until = NULL WHERE id = '${id}'`,
    );
  }

  /** The workers that hold leases died long ago. */
  async endLeases(): Promise<void> {
    await this.test.query(`UPDATE uploads SET lease_until = now() - interval '1 second' WHERE lease_token IS NOT NULL`);
  }

  /** Nothing waits, and the next claim is the first of five. */
  async reset(): Promise<void> {
    await this.test.query(`UPDATE uploads SET status = 'CANCELED', lease_token = NULL WHERE status = 'SCANNING'`);
    await this.test.query(`UPDATE scan_turn SET claims = 0, organization_id = ''`);
  }
}
