import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type pg from 'pg';
import { DATABASE } from '../../../src/platform/embedded/postgres/cluster.js';
import { ownerUrl } from '../../../src/platform/embedded/postgres/connection.js';
import { lentDatabase } from '../lent-database.js';
import { queryOnce } from '../postgres.js';
import type { StoreAccess } from '../store-access.js';
import { listAll, storedKeys } from './stored-keys.js';
import { until } from './until.js';

const USAGE_THAT_IS_WRONG = `
  SELECT u.organization_id, u.used_bytes, u.reserved_bytes, u.pending_count, t.used, t.reserved, t.pending
  FROM usage u CROSS JOIN LATERAL (
    SELECT coalesce(sum(size) FILTER (WHERE status = 'AVAILABLE'), 0) AS used,
      coalesce(sum(reserved_bytes) FILTER (WHERE status IN ('PENDING', 'UPLOADING', 'SCANNING')), 0) AS reserved,
      count(*) FILTER (WHERE status IN ('PENDING', 'UPLOADING', 'SCANNING')) AS pending
    FROM uploads WHERE organization_id = u.organization_id) t
  WHERE (u.used_bytes, u.reserved_bytes, u.pending_count) IS DISTINCT FROM (t.used, t.reserved, t.pending)`;

const BUCKETS_THAT_ARE_WRONG = `
  SELECT b.bucket_id, b.used_bytes, b.file_count, t.used, t.files
  FROM bucket_usage b CROSS JOIN LATERAL (
    SELECT coalesce(sum(size), 0) AS used, count(*) AS files FROM uploads
    WHERE bucket_id = b.bucket_id AND status = 'AVAILABLE') t
  WHERE (b.used_bytes, b.file_count) IS DISTINCT FROM (t.used, t.files)`;

/** Timelines with gaps or repetitions, or with an end that is reported twice or never. */
const TIMELINES_THAT_ARE_WRONG = `
  SELECT u.id, u.status, e.events FROM uploads u LEFT JOIN LATERAL (
    SELECT array_agg(event ORDER BY sequence) AS events, array_agg(sequence ORDER BY sequence) AS sequences,
      count(*) FILTER (WHERE event = 'available' AND from_status = 'SCANNING') AS admitted,
      count(*) FILTER (WHERE event = 'available') AS available, count(*) FILTER (WHERE event = 'quarantined') AS quarantined, count(*) FILTER (WHERE event = 'confirmed') AS confirmed
    FROM upload_events WHERE upload_id = u.id) e ON true
  WHERE e.sequences IS DISTINCT FROM (SELECT array_agg(n) FROM generate_series(1, u.event_sequence) n)
    OR e.confirmed > 1 OR e.admitted > 1 OR (u.status = 'AVAILABLE') AND e.available <> e.quarantined + 1`;

const BLOBS_WITHOUT_A_FILE = `
  SELECT b.id FROM blobs b WHERE NOT EXISTS (
    SELECT 1 FROM uploads u WHERE u.blob_id = b.id AND u.status IN ('AVAILABLE', 'REJECTED'))`;

/** Postpones the reconciler's first check of every upload to come. */
export const CHECK_TOMORROW = `
  CREATE FUNCTION check_tomorrow() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.next_check_at := now() + interval '1 day'; RETURN NEW; END $$;
  CREATE TRIGGER check_tomorrow BEFORE INSERT ON uploads FOR EACH ROW EXECUTE FUNCTION check_tomorrow()`;

/** The database and the store of an installation that does not embed them. */
export interface OutsideParts {
  database: { url: string };
  store: StoreAccess;
}

/** Reads the database and the store of an installation directly, as the database owner and over S3. */
export class StoredState {
  /** The data directory of a server, or the outside parts of several. */
  constructor(private readonly parts: string | OutsideParts) {}

  async query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
    return queryOnce<Row>(await this.url(), sql);
  }

  /** Until a test makes a check due itself, only an event or a confirmation completes or ends an upload. */
  async keepReconcilerAway(): Promise<void> {
    await this.query(CHECK_TOMORROW);
  }

  private async url(): Promise<string> {
    if (typeof this.parts !== 'string') return this.parts.database.url;
    const { DATABASE_URL: lent } = await lentDatabase(this.parts);
    if (lent) return lent;
    const home = join(this.parts, 'postgres');
    const [port, password] = await Promise.all(
      ['port', 'password'].map((name) => readFile(join(home, name), 'utf8').then((text) => text.trim())),
    );
    return ownerUrl(Number(port), password!, DATABASE);
  }

  /** Usage counters match the uploads, timelines have no gaps, and every blob has a file. */
  async expectConsistent(): Promise<void> {
    expect(await this.query(USAGE_THAT_IS_WRONG)).toEqual([]);
    expect(await this.query(BUCKETS_THAT_ARE_WRONG)).toEqual([]);
    expect(await this.query(TIMELINES_THAT_ARE_WRONG)).toEqual([]);
    expect(await this.query(BLOBS_WITHOUT_A_FILE)).toEqual([]);
  }

  /** No byte without a record or a Trash row, no record without its bytes. */
  async expectNoOrphans(): Promise<void> {
    const [trashed, owned] = await Promise.all([this.keysOf('trash'), this.ownedKeys()]);
    const stored = await this.storedKeys();
    expect(stored).toEqual(expect.arrayContaining(owned));
    // A worker may have claimed a picture meanwhile: its keys are in the trash, and then in a record.
    const known = new Set([...trashed, ...owned, ...(await this.keysOf('trash')), ...(await this.ownedKeys())]);
    expect(stored.filter((key) => !known.has(key))).toEqual([]);
  }

  /** Makes all trash due and waits until it is deleted: only the bytes of live files and their variants remain. */
  async expectOnlyLiveBytesAfterTrash(): Promise<void> {
    await until(async () => {
      await this.query(`UPDATE trash SET not_before = now() - interval '1 second' WHERE not_before > now()`);
      // What is scanned or made smaller now ends with trash of its own.
      const scanned = await this.count(`uploads WHERE status = 'SCANNING'`);
      const pictures = await this.count('images WHERE next_attempt_at IS NOT NULL');
      return scanned + pictures + (await this.count('trash')) === 0;
    });
    expect(await this.storedKeys()).toEqual(await this.ownedKeys());
  }

  private storedKeys(): Promise<string[]> {
    return typeof this.parts === 'string' ? storedKeys(this.parts) : listAll(this.parts.store);
  }

  /** Keys of files and of variants. */
  private async ownedKeys(): Promise<string[]> {
    return [...(await this.keysOf('blobs')), ...(await this.keysOf('variants'))].sort();
  }

  private async count(rows: string): Promise<number> {
    return (await this.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${rows}`))[0]!.count;
  }

  private async keysOf(table: 'blobs' | 'variants' | 'trash'): Promise<string[]> {
    const rows = await this.query<{ key: string }>(`SELECT DISTINCT key FROM ${table}`);
    return rows.map(({ key }) => key).sort();
  }
}
