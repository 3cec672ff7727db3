import { systemCause } from '../../shared/errors/system-errors.js';

type Known = (place: { host: string; user: string; database: string }) => string;

/** What PostgreSQL's refusals of a connection mean for DATABASE_URL, by SQLSTATE. */
const refusals: Record<string, Known> = {
  '28P01': ({ host, user }) =>
    `The database at ${host} refuses the user "${user}" with the password in DATABASE_URL. If it was changed, set the new one in DATABASE_URL.`,
  '3D000': ({ host, database }) =>
    `The server at ${host} has no database "${database}". Create it, or correct the name in DATABASE_URL.`,
  '28000': ({ host, user }) =>
    `The server at ${host} does not let the user "${user}" log in. Allow it (ALTER ROLE … LOGIN, pg_hba.conf), or correct DATABASE_URL.`,
  '42501': ({ host, user, database }) =>
    `The user "${user}" may not connect to the database "${database}" at ${host}. As its owner run: GRANT CONNECT ON DATABASE "${database}" TO "${user}"; or correct DATABASE_URL.`,
  '53300': ({ host }) =>
    `The database at ${host} takes no more connections. Raise its max_connections, or lower DATABASE_POOL_SIZE or the number of processes.`,
  '57P03': ({ host }) => `The database at ${host} is still starting or shutting down. Look at its log.`,
};

/** A sentence for a failed connection of the owner. Names host, user and database, never the whole URL: it has the password. */
export function connectionRefusal(url: string, cause: unknown, when = ''): Error {
  const { code = '', message } = cause as { code?: string; message: string };
  const host = hostOf(url);
  const known = refusals[code];
  if (known) return new Error(known({ host, ...nameOf(url) }), { cause });
  const found = systemCause(cause, 'DATABASE_URL');
  const reason = found
    ? `${found.what} (${found.code}). ${found.remedy}`
    : `${message || code || 'no response'}. Check DATABASE_URL`;
  return new Error(`The database at ${host} cannot be reached${when}: ${reason}.`, { cause });
}

/** Said once, while the connection is tried again. */
export function waitingFor(url: string, cause: unknown, seconds: number): string {
  const reason = systemCause(cause)?.what ?? 'it is starting';
  return `Waiting up to ${seconds} s for the database at ${hostOf(url)}: ${reason}.`;
}

function hostOf(url: string): string {
  return URL.parse(url)?.host || 'its host';
}

function nameOf(url: string): { user: string; database: string } {
  const { username = '', pathname = '', searchParams } = URL.parse(url) ?? {};
  return {
    user: decodeURIComponent(username) || (searchParams?.get('user') ?? ''),
    database: decodeURIComponent(pathname.slice(1)),
  };
}
