import pg from 'pg';
import { createOn } from '../bound/create.js';
import type { BenchTenant } from '../stage/tenants.js';

/** Of one create, whatever else runs on the machine. */
export interface Counts {
  /** Pages that were looked at, in memory or not. */
  pages: number;
  /** Bytes of the log that a commit waits for, and whole pages among them: the first change of a page after a checkpoint. */
  walBytes: number;
  fullPages: number;
}

/** So many creates after a checkpoint, and then as many again. */
const CREATES = 2_000;

const asked = {
  filename: 'report.pdf',
  content_type: 'application/pdf',
  file_size_bytes: 48_213,
  metadata: { batch: 7 },
};

const read = `SELECT wal_bytes::float8 AS "walBytes", wal_fpi::float8 AS "fullPages",
    (SELECT sum(hits + reads + extends)::float8 FROM pg_stat_get_backend_io(pid) WHERE object = 'relation') AS pages
  FROM pg_stat_activity, pg_stat_get_backend_wal(pid) WHERE application_name = 'bench-growth'`;

/** What PostgreSQL counts for the connection that creates, by the statement of the product as its role. */
export async function countCreates(url: string, tenants: BenchTenant[]): Promise<{ first: Counts; later: Counts }> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const creator = await createOn(url, tenants, { max: 1, application_name: 'bench-growth' });
  const run = async () => {
    const before = await readCounts(owner, creator.pool);
    for (let n = 0; n < CREATES; n++) await creator.create(`Bearer ${tenants[n % tenants.length]!.key}`, asked);
    return perCreate(before, await readCounts(owner, creator.pool));
  };
  try {
    // Plans, and what the session caches of tables.
    for (const tenant of tenants) await creator.create(`Bearer ${tenant.key}`, asked);
    await owner.query('CHECKPOINT');
    return { first: await run(), later: await run() };
  } finally {
    await creator.pool.end();
    await owner.end();
  }
}

async function readCounts(owner: pg.Client, creator: pg.Pool): Promise<Counts> {
  await creator.query('SELECT pg_stat_force_next_flush()');
  await creator.query('SELECT 1');
  return (await owner.query<Counts>(read)).rows[0]!;
}

const perCreate = (before: Counts, after: Counts): Counts => ({
  pages: (after.pages - before.pages) / CREATES,
  walBytes: (after.walBytes - before.walBytes) / CREATES,
  fullPages: (after.fullPages - before.fullPages) / CREATES,
});
