import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { readMigrationFiles, type MigrationFile } from './migration-files.js';
import { assertSameHistory, readRecords, recordApplied } from './migration-records.js';

const logger = new Logger('Migrations');

const migratedByNewer = (newer: string[]) =>
  `A newer version has migrated this database (${newer.join(', ')}). It keeps what the version before it uses; update this process soon.`;

/** Applies pending migrations, oldest first, and returns their names. The caller holds the migration lock. */
export async function applyMigrations(client: pg.Client, directory: string): Promise<string[]> {
  const files = await readMigrationFiles(directory);
  const records = await readRecords(client);
  const newer = assertSameHistory(records, files);
  if (newer.length > 0) logger.warn(migratedByNewer(newer));
  const applied = new Set(records.map((record) => record.migration_name));
  const pending = files.filter((file) => !applied.has(file.name));
  for (const file of pending) await applyMigration(client, file);
  return pending.map((file) => file.name);
}

/** In one transaction. The file is sent whole over the simple protocol, so function bodies need no splitting. */
async function applyMigration(client: pg.Client, file: MigrationFile): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(file.sql);
    await recordApplied(client, file);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw failed(file, error);
  }
}

function failed(file: MigrationFile, cause: unknown): Error {
  const { message, position } = cause as { message: string; position?: string };
  const line = position ? ` (line ${file.sql.slice(0, Number(position)).split('\n').length})` : '';
  return new Error(
    `Migration ${file.name} failed${line}: ${message}. It was rolled back; fix the cause and start again.`,
    { cause },
  );
}
