const SECOND = 1_000;

/**
 * How long anything between this service and PostgreSQL may take. They fit together: a wait for a lock ends
 * before its statement does, a statement ends before its client stops listening, and a client that is gone loses its
 * transaction, and with it every lock, in well under 30 seconds.
 */
export const limits = {
  /** Until a connection stands, or a place in the pool is free. */
  connectMs: 5 * SECOND,
  /** Until a connection that was quiet has shown that it still works. */
  probeMs: 2 * SECOND,
  /** A connection that answered this recently is used without a question. */
  trustedMs: 1 * SECOND,
  /** By the server: waiting for a lock. */
  lockMs: 10 * SECOND,
  /** By the server: one statement. */
  statementMs: 15 * SECOND,
  /** By the client: silence after a statement was sent. Above statementMs, whose answer is the better one. */
  answerMs: 16 * SECOND,
  /** By the client: one interactive transaction. */
  transactionMs: 20 * SECOND,
  /** By the server: a transaction whose client says nothing. Long enough for a call to the store in between. */
  idleInTransactionMs: 20 * SECOND,
  /** By both kernels: a peer that is gone is found out after idle + count * interval. */
  keepalive: { idleMs: 5 * SECOND, intervalMs: 3 * SECOND, count: 3 },
  /** By the server's kernel: sent, and not acknowledged. */
  unacknowledgedMs: 15 * SECOND,
  /** When the pool ends: what is at work by then is cut. */
  farewellMs: 1 * SECOND,
  /** A new connection costs tens of milliseconds (SCRAM, plans): it is kept through the pauses of a quiet service. */
  idleInPoolMs: 10 * 60 * SECOND,
} as const;

/** The work of a start: migrations of large tables, under an advisory lock of the session. */
export const startLimits = {
  connectMs: 10 * SECOND,
  statementMs: 30 * 60 * SECOND,
  /** By the server: a session that holds the lock and says nothing, not even in a transaction. */
  idleSessionMs: 20 * SECOND,
} as const;
