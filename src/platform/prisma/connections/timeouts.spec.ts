import { describe, expect, it } from '@jest/globals';
import { startTimeouts, timeouts } from './timeouts.js';

const SECOND = 1_000;

describe('time-outs between the service and PostgreSQL', () => {
  it('end what waits inside before what waits outside', () => {
    const { lockMs, statementMs, responseMs, transactionMs } = timeouts;
    const nested = [lockMs, statementMs, responseMs, transactionMs];
    expect(nested).toEqual([...nested].sort((a, b) => a - b));
    expect(new Set(nested).size).toBe(nested.length);
  });

  it('take what a dead client holds within half a minute', () => {
    const { keepalive, tcpUserMs, idleInTransactionMs, validateMs, connectMs } = timeouts;
    const silent = keepalive.idleMs + keepalive.count * keepalive.intervalMs;
    for (const held of [silent, tcpUserMs, idleInTransactionMs, startTimeouts.idleSessionMs])
      expect(held + validateMs + connectMs).toBeLessThan(30 * SECOND);
  });
});
