import type pg from 'pg';

/** Attributes that no role of ours may have, with the keyword that removes each. */
const excess = {
  rolsuper: 'NOSUPERUSER',
  rolbypassrls: 'NOBYPASSRLS',
  rolcreatedb: 'NOCREATEDB',
  rolcreaterole: 'NOCREATEROLE',
} as const;

export const POWERLESS = 'NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE';

export type RoleRow = Record<keyof typeof excess | 'rolcanlogin' | 'rolinherit', boolean>;

/** The attributes of a role; undefined when there is none of this name. */
export async function readRole(client: pg.Client, role: string): Promise<RoleRow | undefined> {
  const columns = [...Object.keys(excess), 'rolcanlogin', 'rolinherit'].join(', ');
  const { rows } = await client.query<RoleRow>(`SELECT ${columns} FROM pg_catalog.pg_roles WHERE rolname = $1`, [role]);
  return rows[0];
}

/** The keywords that remove what a role must not have. */
export function removals(row: RoleRow): string[] {
  return Object.entries(excess)
    .filter(([column]) => row[column as keyof typeof excess])
    .map(([, keyword]) => keyword);
}
