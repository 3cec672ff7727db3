// What the migrations leave defined: tables, and functions as the last migration wrote them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = '([a-z_][a-z0-9_]*)';
const CHANGE = new RegExp(
  [
    `(?<=^|\\n)((?:--[^\\n]*\\n)*)CREATE (?:OR REPLACE )?FUNCTION ${NAME}[\\s\\S]*?AS (\\$[a-z_]*\\$)[\\s\\S]*?\\3[^;\\n]*;`,
    `DROP FUNCTION (?:IF EXISTS )?${NAME}`,
    `ALTER FUNCTION ${NAME}(?:\\([^;]*?\\))? RENAME TO ${NAME}`,
    `CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?${NAME}(?! PARTITION OF)\\b`,
    `DROP TABLE (?:IF EXISTS )?${NAME}`,
    `ALTER TABLE ${NAME} RENAME TO ${NAME}`,
  ].join('|'),
  'g',
);

/**
 * @typedef {object} SqlFunction
 * @property {string} name
 * @property {string} text the statement that defines it, with the comment above it
 * @property {string} migration
 */

/**
 * @param {{ name: string, sql: string }[]} migrations in the order in which they run
 * @returns {{ tables: Set<string>, functions: Map<string, SqlFunction> }}
 */
export function schemaAfter(migrations) {
  const schema = { tables: new Set(), functions: new Map() };
  for (const { name, sql } of migrations) for (const change of sql.matchAll(CHANGE)) apply(schema, change, name);
  return schema;
}

function apply({ tables, functions }, change, migration) {
  const [text, , created, , dropped, from, to, table, gone, oldTable, newTable] = change;
  if (created) functions.set(created, { name: created, text, migration });
  if (dropped) functions.delete(dropped);
  if (from) {
    functions.set(to, { ...functions.get(from), name: to, text: functions.get(from).text.replace(from, to) });
    functions.delete(from);
  }
  if (table) tables.add(table);
  if (gone) tables.delete(gone);
  if (oldTable) {
    tables.delete(oldTable);
    tables.add(newTable);
  }
}

/** @param {string} directory */
export function readMigrations(directory) {
  const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).sort();
  return names.map((name) => ({ name, sql: readFileSync(join(directory, name, 'migration.sql'), 'utf8') }));
}
