import type pg from 'pg';
import { ROLES } from '../roles/roles.js';

/**
 * Statements that make the policies and grants of the first schema of the search path again, in another one. Names are not
 * qualified: they mean the first schema of the session that runs them.
 */
export async function grantsOfSchema(client: pg.Client): Promise<string[]> {
  const statements: string[] = [];
  for (const sql of [POLICIES, RELATIONS, COLUMNS, CLOSED_FUNCTIONS, FUNCTIONS]) {
    const { rows } = await client.query<{ statement: string }>(
      sql.replaceAll('GROUPS', `'{${Object.values(ROLES).join()}}'`),
    );
    statements.push(...rows.map((row) => row.statement));
  }
  return statements;
}

const POLICIES = `
  SELECT format('DROP POLICY IF EXISTS %I ON %I; CREATE POLICY %I ON %I AS %s FOR %s TO %s', policyname, tablename, policyname, tablename,
      permissive, cmd, array_to_string(roles, ', '))
    || coalesce(' USING (' || qual || ')', '') || coalesce(' WITH CHECK (' || with_check || ')', '') AS statement
  FROM pg_policies WHERE schemaname = current_schema() AND roles && GROUPS::name[]`;

const RELATIONS = `
  SELECT format('GRANT %s ON %s %I TO %I', string_agg(a.privilege_type, ', '), CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
      relname, rolname) AS statement
  FROM pg_class, aclexplode(relacl) a JOIN pg_roles r ON r.oid = a.grantee
  WHERE relnamespace = current_schema()::regnamespace AND rolname = ANY (GROUPS::name[]) GROUP BY relkind, relname, rolname`;

const COLUMNS = `
  SELECT format('GRANT %s (%I) ON TABLE %I TO %I', a.privilege_type, attname, relname, rolname) AS statement
  FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(attacl) a JOIN pg_roles r ON r.oid = a.grantee
  WHERE relnamespace = current_schema()::regnamespace AND rolname = ANY (GROUPS::name[])`;

/** Functions that not every role may call. */
const CLOSED_FUNCTIONS = `
  SELECT format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', oid::regprocedure) AS statement FROM pg_proc
  WHERE pronamespace = current_schema()::regnamespace AND proacl IS NOT NULL
    AND NOT EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0)`;

const FUNCTIONS = `
  SELECT format('GRANT EXECUTE ON FUNCTION %s TO %I', p.oid::regprocedure, rolname) AS statement
  FROM pg_proc p, aclexplode(proacl) a JOIN pg_roles r ON r.oid = a.grantee
  WHERE pronamespace = current_schema()::regnamespace AND rolname = ANY (GROUPS::name[])`;
