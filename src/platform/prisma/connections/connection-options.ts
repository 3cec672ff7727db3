import type pg from 'pg';
import { limits, startLimits } from './limits.js';

const { keepalive } = limits;

/** Of the server's kernel: the client of a connection may be a host that lost its power. */
const SERVER_KEEPALIVE = {
  tcp_keepalives_idle: keepalive.idleMs / 1000,
  tcp_keepalives_interval: keepalive.intervalMs / 1000,
  tcp_keepalives_count: keepalive.count,
  tcp_user_timeout: limits.unacknowledgedMs,
};

const startupOptions = (settings: Record<string, number>) =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

const everywhere = {
  keepAlive: true,
  keepAliveInitialDelayMillis: keepalive.idleMs,
  idle_in_transaction_session_timeout: limits.idleInTransactionMs,
};

/** Every connection of the running service, whichever library opens it. What the URL itself says wins. */
export function serviceConnection(connectionString: string): pg.ClientConfig {
  return {
    ...everywhere,
    connectionString,
    connectionTimeoutMillis: limits.connectMs,
    statement_timeout: limits.statementMs,
    lock_timeout: limits.lockMs,
    options: startupOptions(SERVER_KEEPALIVE),
  };
}

/** The connection that prepares a database. A session that is gone must not keep its advisory lock. */
export function startConnection(connectionString: string): pg.ClientConfig {
  return {
    ...everywhere,
    connectionString,
    connectionTimeoutMillis: startLimits.connectMs,
    statement_timeout: startLimits.statementMs,
    options: startupOptions({ ...SERVER_KEEPALIVE, idle_session_timeout: startLimits.idleSessionMs }),
    application_name: 'airlock-start',
  };
}
