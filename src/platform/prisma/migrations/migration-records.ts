import type pg from 'pg';
import { isUnchanged, type MigrationFile } from './migration-files.js';

/** A row of Prisma's migration table. */
interface MigrationRecord {
  migration_name: string;
  checksum: string;
  finished: boolean;
}

/** The same table as Prisma creates, so that `prisma migrate deploy` works on the same records. */
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/** The table of records, which migrations may name, unless it is there. */
export async function createRecords(client: pg.Client): Promise<void> {
  await client.query(TABLE);
}

/** The migrations in this database. Those that an operator rolled back count as not applied. */
export async function readRecords(client: pg.Client): Promise<MigrationRecord[]> {
  await createRecords(client);
  const { rows } =
    await client.query<MigrationRecord>(`SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations
           WHERE rolled_back_at IS NULL ORDER BY started_at`);
  return rows;
}

/** Written in the migration's own transaction: both are committed together, or neither. */
export async function recordApplied(client: pg.Client, file: MigrationFile): Promise<void> {
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
           VALUES (gen_random_uuid()::text, $1, $2, now(), clock_timestamp(), 1)`,
    [file.checksum, file.name],
  );
}

/**
 * Throws when the recorded migrations do not match the files: the schema is then not the expected one. Returns those that a
 * newer version added: a process of this one may be started again during an update, and after it was taken back.
 */
export function assertSameHistory(records: MigrationRecord[], files: MigrationFile[]): string[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  const newest = files.at(-1)?.name ?? '';
  const isNewer = ({ migration_name: name, finished }: MigrationRecord) => finished && name > newest;
  const known = records.filter((record) => !isNewer(record));
  const problems = known.map((record) => problemOf(record, byName.get(record.migration_name))).filter(Boolean);
  if (problems.length)
    throw new Error(`The database cannot be migrated:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
  return records.filter(isNewer).map(({ migration_name: name }) => name);
}

function problemOf({ migration_name: name, checksum, finished }: MigrationRecord, file: MigrationFile | undefined) {
  if (!finished)
    return `${name} failed half-way. Repair the database, then run "npx prisma migrate resolve" with --applied or --rolled-back ${name}.`;
  if (!file)
    return `${name} is applied but not among the files. Run the version of Airlock that contains it, or a newer one.`;
  if (!isUnchanged(file, checksum))
    return `${name} was changed after it was applied. Restore its migration.sql and put the change into a new migration.`;
  return undefined;
}
