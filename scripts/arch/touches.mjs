// Every place where the code or an SQL function touches a table or calls an SQL function.
import { modelsUsedIn } from '../sources/prisma-calls.mjs';
import { namesIn } from '../sources/sql-text.mjs';
import { folderOf } from '../sources/source-files.mjs';
import { statementsOf } from '../sources/statements.mjs';

/**
 * @typedef {object} Touch
 * @property {string} folder of src
 * @property {string} path
 * @property {number} line
 * @property {string} name of a table or SQL function
 * @property {boolean} isUnknown no table of the schema
 */

/**
 * @param {{ path: string, source: import('typescript').SourceFile }[]} files
 * @param {{ tables: Set<string>, functions: Map<string, object> }} schema
 * @param {import('../sources/prisma-models.mjs').Model[]} models
 * @returns {Touch[]}
 */
export function touchesOf(files, schema, models) {
  const names = { tables: schema.tables, functions: new Set(schema.functions.keys()) };
  const tableOf = new Map(models.map(({ name, table }) => [name, table]));
  return files.flatMap(({ path, source }) => {
    const place = { folder: folderOf(path), path, isUnknown: false };
    const calls = modelsUsedIn(source, models).map(({ model, line }) => ({ ...place, line, name: tableOf.get(model) }));
    const statements = statementsOf(source).flatMap(({ sql, line }) => {
      const { tables, functions, unknown } = namesIn(sql, names);
      const known = [...tables, ...functions].map((name) => ({ ...place, line, name }));
      return [...known, ...[...unknown].map((name) => ({ ...place, line, name, isUnknown: true }))];
    });
    return [...calls, ...statements];
  });
}

/**
 * What each SQL function touches.
 * @param {{ tables: Set<string>, functions: Map<string, { text: string }> }} schema
 * @returns {Map<string, string[]>}
 */
export function touchesOfFunctions({ tables, functions }) {
  const names = { tables, functions: new Set(functions.keys()) };
  return new Map(
    [...functions].map(([name, { text }]) => {
      const found = namesIn(text, names);
      return [name, [...found.tables, ...found.functions].filter((touched) => touched !== name)];
    }),
  );
}
