import pg from 'pg';

/** No response from PostgreSQL: no connection, a broken one, or a time-out. Not an error that PostgreSQL returned. */
export class DatabaseConnectionError extends Error {
  override readonly name = 'DatabaseConnectionError';
}

/** Marks connection errors of pg, which have no class of their own. Errors of PostgreSQL itself are returned unchanged. */
export function connectionError(error: unknown): Error {
  if (error instanceof pg.DatabaseError || error instanceof DatabaseConnectionError) return error;
  const { message, code } = error as NodeJS.ErrnoException;
  return new DatabaseConnectionError(message || code || 'no connection to the database', { cause: error });
}
