import type { TestDatabase } from './postgres.js';

const OURS = `NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')`;

/**
 * What programs use of the schema, one line each: columns with their types, `required` where an insert must name them,
 * functions with the types of their arguments, values of enums. Partitions and trigger functions are left out.
 */
export async function schemaSurface({ query }: Pick<TestDatabase, 'query'>): Promise<string[]> {
  const rows = await query<{ line: string }>(`
    SELECT 'column ' || relname || '.' || attname || ' ' || format_type(atttypid, NULL)
      || CASE WHEN attnotnull AND NOT atthasdef AND attidentity = '' THEN ' required' ELSE '' END AS line
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
      AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'function ' || proname || '(' || oidvectortypes(proargtypes) || ') ' || pg_get_function_result(oid)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prorettype <> 'trigger'::regtype AND ${OURS}
    UNION ALL
    SELECT 'value ' || typname || '.' || enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid
    WHERE typnamespace = 'public'::regnamespace
    ORDER BY 1`);
  return rows.map(({ line }) => line);
}

/** Why programs that use `before` cannot work on a schema with `after`; nothing when they can. */
export function breaksOf(before: readonly string[], after: readonly string[]): string[] {
  const optional = (line: string) => line.replace(/ required$/, '');
  const tableOf = (line: string) => /^column (\w+)\./.exec(line)?.[1];
  const known = new Set(before);
  const there = new Set(after.map(optional));
  const tables = new Set(before.map(tableOf));
  return [
    ...before.map(optional).filter((line) => !there.has(line)),
    ...after.filter((line) => line.endsWith(' required') && tables.has(tableOf(line)) && !known.has(line)),
  ];
}
