import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { readMigrationFiles } from '../migrations/migration-files.js';
import { createRecords, readRecords } from '../migrations/migration-records.js';
import { emptySchema } from './empty-schema.js';
import { grantsOfSchema } from './grants-of-schema.js';
import { hasLostGrants } from './lost-grants.js';
import { withSettledEnums } from './settled-enums.js';

/**
 * Makes policies and grants again that a restored database lacks. What they are is read from the migrations: those that this
 * database has are applied to an empty schema, which is rolled back. The caller holds the migration lock.
 */
export async function restoreGrants(client: pg.Client, directory: string): Promise<void> {
  if (!(await hasLostGrants(client))) return;
  const applied = new Set((await readRecords(client)).map((record) => record.migration_name));
  const files = (await readMigrationFiles(directory)).filter(({ name }) => applied.has(name));
  await client.query('BEGIN');
  try {
    await client.query('SAVEPOINT scratch');
    await emptySchema(client);
    await createRecords(client);
    for (const sql of withSettledEnums(files.map((file) => file.sql))) await client.query(sql);
    const statements = await grantsOfSchema(client);
    await client.query('ROLLBACK TO SAVEPOINT scratch');
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
    new Logger('Database').log(
      `This database was restored without its policies and grants: ${statements.length} were made again.`,
    );
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(
      `The policies and grants that this restored database lacks cannot be made again: ${(error as Error).message}. Make the roles ` +
        'airlock_app and airlock_system (CREATE ROLE … NOLOGIN NOINHERIT) and restore the dump once more.',
      { cause: error },
    );
  }
}
