import pg from 'pg';

/** No answer from PostgreSQL: no connection, one that broke, or one that stayed silent. Not an answer that refuses. */
export class DatabaseConnectionError extends Error {
  override readonly name = 'DatabaseConnectionError';
}

/** pg's errors of connections are plain ones without a mark. What PostgreSQL itself answered stays as it is. */
export function connectionError(error: unknown): Error {
  if (error instanceof pg.DatabaseError || error instanceof DatabaseConnectionError) return error;
  const { message, code } = error as NodeJS.ErrnoException;
  return new DatabaseConnectionError(message || code || 'no connection to the database', { cause: error });
}
