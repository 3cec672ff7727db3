import type pg from 'pg';
import type { GroupName } from '../roles/roles.js';
import { timeouts, startTimeouts } from './timeouts.js';

const { keepalive } = timeouts;

/** For the server's kernel: the client may be a host that lost its power. */
const SERVER_KEEPALIVE = {
  tcp_keepalives_idle: keepalive.idleMs / 1000,
  tcp_keepalives_interval: keepalive.intervalMs / 1000,
  tcp_keepalives_count: keepalive.count,
  tcp_user_timeout: timeouts.tcpUserMs,
};

const startupOptions = (settings: Record<string, number | string>) =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

const everywhere = {
  keepAlive: true,
  keepAliveInitialDelayMillis: keepalive.idleMs,
  idle_in_transaction_session_timeout: timeouts.idleInTransactionMs,
};

/**
 * Options of every connection of the running service, for all libraries. Parameters of the URL take precedence. `role`: the
 * group that owns what the connection creates; by default it is the login.
 */
export function serviceConnection(connectionString: string, role?: GroupName): pg.ClientConfig {
  return {
    ...everywhere,
    connectionString,
    connectionTimeoutMillis: timeouts.connectMs,
    statement_timeout: timeouts.statementMs,
    lock_timeout: timeouts.lockMs,
    options: startupOptions({ ...SERVER_KEEPALIVE, ...(role && { role }) }),
  };
}

/** Options of the connection that prepares a database. A dead session must not keep its advisory lock. */
export function startConnection(connectionString: string): pg.ClientConfig {
  return {
    ...everywhere,
    connectionString,
    connectionTimeoutMillis: startTimeouts.connectMs,
    statement_timeout: startTimeouts.statementMs,
    options: startupOptions({ ...SERVER_KEEPALIVE, idle_session_timeout: startTimeouts.idleSessionMs }),
    application_name: 'airlock-start',
  };
}
