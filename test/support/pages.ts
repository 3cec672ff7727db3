import type { Database } from '../../src/platform/prisma/database.js';
import type { TestDatabase } from './postgres.js';

/**
 * Pages that the only connection of this pool looks at for one of `times` runs of `work`, in memory or not, as PostgreSQL
 * counts them for a connection: the same number on a busy machine and on an idle one.
 */
export async function pagesOf(
  test: TestDatabase,
  { pool }: Database,
  times: number,
  work: () => Promise<unknown>,
): Promise<number> {
  const { pid } = (await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!;
  const count = async () => {
    await pool.query('SELECT pg_stat_force_next_flush()');
    await pool.query('SELECT 1');
    const [row] = await test.query<{ pages: number }>(
      `SELECT sum(hits + reads + extends)::float8 AS pages FROM pg_stat_get_backend_io(${pid}) WHERE object = 'relation'`,
    );
    return row!.pages;
  };
  const before = await count();
  for (let n = 0; n < times; n++) await work();
  return ((await count()) - before) / times;
}
