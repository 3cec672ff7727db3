import type pg from 'pg';
import { POWERLESS } from './role-attributes.js';
import { type GroupName, ROLES } from './roles.js';

const ATTEMPTS = 10;

/** Another process created or changed the same role at this moment: roles belong to the server, not to a database. */
const RACE = new Set(['42710', '23505', 'XX000', '40001', '40P01']);

/** Runs the statements that `needed` returns until none is needed. Several processes may do the same at once. */
export async function changeRole(
  client: pg.Client,
  role: string,
  needed: () => Promise<string | undefined>,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const statement = await needed();
    if (!statement) return;
    try {
      await client.query(statement);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === '42501') throw await mayNot(client, role, error);
      if (!RACE.has(code ?? '')) throw error;
    }
  }
  throw new Error(`The role ${role} keeps changing: another program alters it. Stop that program and start again.`);
}

/** The statements for an administrator: what the owner lacks, and the rights to groups that another owner made. */
async function mayNot(client: pg.Client, role: string, cause: unknown): Promise<Error> {
  const groups = Object.values(ROLES);
  const { rows } = await client.query<{ name: string; creates: boolean; groups: GroupName[] }>(
    `SELECT quote_ident(current_user) AS name,
       (SELECT rolcreaterole OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS creates,
       ARRAY(SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname = ANY ($1)
             AND NOT pg_has_role(current_user, oid, 'USAGE WITH ADMIN OPTION') ORDER BY 1) AS groups`,
    [groups],
  );
  const { name: owner, creates, groups: foreign } = rows[0]!;
  const statements = [
    ...(creates ? [] : [`ALTER ROLE ${owner} CREATEROLE;`]),
    ...(foreign.includes(role as GroupName) ? [`ALTER ROLE ${role} ${POWERLESS};`] : []),
    ...(foreign.length ? [`GRANT ${foreign.join(', ')} TO ${owner} WITH ADMIN OPTION;`] : []),
  ];
  return new Error(
    `The user of DATABASE_URL may not manage the role ${role} (${(cause as Error).message}). ` +
      `As an administrator run: ${statements.join(' ')}`,
    { cause },
  );
}
