const ADDED_VALUE = /ALTER TYPE (\w+) ADD VALUE '(\w+)';/g;

/**
 * Migrations with every enum complete from its creation: PostgreSQL does not let a transaction use a value that it added
 * itself, and here one transaction applies them all.
 */
export function withSettledEnums(migrations: string[]): string[] {
  const added = Map.groupBy(
    migrations.flatMap((sql) => [...sql.matchAll(ADDED_VALUE)]),
    ([, type]) => type!,
  );
  return migrations.map((sql) => {
    const settled = sql.replaceAll(ADDED_VALUE, '');
    return settled.replaceAll(/CREATE TYPE (\w+) AS ENUM \(/g, (head, type: string) => {
      const values = (added.get(type) ?? []).map(([, , value]) => `'${value}', `);
      return head + values.join('');
    });
  });
}
