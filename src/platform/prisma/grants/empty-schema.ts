import type pg from 'pg';

const ASIDE = 'airlock_aside';

/** What an extension brought stays: migrations use it, and it may belong to another owner. */
const ofExtension = (catalog: string) =>
  `EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = o.oid AND e.deptype = 'e')`;

/** Indexes, constraints, triggers, policies and the sequences of columns move with their table. */
const MOVES = [
  `SELECT format('ALTER TABLE %s SET SCHEMA ${ASIDE}', oid::regclass) AS statement FROM pg_class o
   WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT ${ofExtension('pg_class')}`,
  `SELECT format('ALTER SEQUENCE %s SET SCHEMA ${ASIDE}', oid::regclass) AS statement FROM pg_class o
   WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' AND NOT ${ofExtension('pg_class')}`,
  `SELECT format('ALTER TYPE %s SET SCHEMA ${ASIDE}', oid::regtype) AS statement FROM pg_type o
   WHERE typnamespace = 'public'::regnamespace AND NOT ${ofExtension('pg_type')}
     AND (typtype IN ('e', 'd') OR EXISTS (SELECT FROM pg_class c WHERE c.oid = o.typrelid AND relkind = 'c'))`,
  `SELECT format('ALTER ROUTINE %s SET SCHEMA ${ASIDE}', oid::regprocedure) AS statement FROM pg_proc o
   WHERE pronamespace = 'public'::regnamespace AND NOT ${ofExtension('pg_proc')}`,
  `SELECT format('ALTER TEXT SEARCH CONFIGURATION %s SET SCHEMA ${ASIDE}', oid::regconfig) AS statement FROM pg_ts_config o
   WHERE cfgnamespace = 'public'::regnamespace AND NOT ${ofExtension('pg_ts_config')}`,
];

/** Moves everything of ours out of the schema `public`, which migrations name. The caller rolls back. */
export async function emptySchema(client: pg.Client): Promise<void> {
  await client.query(`CREATE SCHEMA ${ASIDE}`);
  for (const move of MOVES) {
    const { rows } = await client.query<{ statement: string }>(move);
    for (const { statement } of rows) await client.query(statement);
  }
}
