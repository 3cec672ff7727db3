const SECOND = 1_000;

/**
 * Time-outs between this service and PostgreSQL. They are ordered: waiting for a lock ends before its statement, a
 * statement ends before its client gives up, and a dead client loses its transaction, and with it every lock, in well
 * under 30 seconds.
 */
export const timeouts = {
  /** Until a connection is established, or one of the pool is free. */
  connectMs: 5 * SECOND,
  /** Until a connection of the pool has responded to its test. */
  validateMs: 2 * SECOND,
  /** A connection that responded this recently is used without a test. */
  recentMs: 1 * SECOND,
  /** By the server: waiting for a lock. */
  lockMs: 10 * SECOND,
  /** By the server: one statement. */
  statementMs: 15 * SECOND,
  /** By the client: no response to a statement. Above statementMs, whose error is more specific. */
  responseMs: 16 * SECOND,
  /** By the client: one interactive transaction. */
  transactionMs: 20 * SECOND,
  /** By the server: an idle transaction. Long enough for a call to the object store in between. */
  idleInTransactionMs: 20 * SECOND,
  /** By both kernels: a dead peer is detected after idle + count * interval. */
  keepalive: { idleMs: 5 * SECOND, intervalMs: 3 * SECOND, count: 3 },
  /** By the server's kernel: data sent and not acknowledged (TCP_USER_TIMEOUT). */
  tcpUserMs: 15 * SECOND,
  /** When the pool ends: connections still in use after this time are closed. */
  closeMs: 1 * SECOND,
  /** A new connection costs tens of milliseconds (SCRAM, plans), so idle ones are kept for long. */
  idleInPoolMs: 10 * 60 * SECOND,
} as const;

/** During start-up: migrations of large tables, under an advisory lock of the session. */
export const startTimeouts = {
  connectMs: 10 * SECOND,
  statementMs: 30 * 60 * SECOND,
  /** By the server: an idle session that holds the lock, also outside of a transaction. */
  idleSessionMs: 20 * SECOND,
} as const;
