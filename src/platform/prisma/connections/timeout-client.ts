import type { Socket } from 'node:net';
import pg from 'pg';
import { connectionError, DatabaseConnectionError } from './database-connection-error.js';
import { ResponseTimer } from './response-timer.js';
import { traceStatement } from './trace-statement.js';
import { timeouts } from './timeouts.js';

type Timeouts = Pick<typeof timeouts, 'responseMs' | 'validateMs' | 'recentMs'>;
export type TimeoutClientConfig = pg.ClientConfig & { [Name in keyof Timeouts]?: number };

/**
 * A connection that is closed when the server does not respond in time. pg's own `query_timeout` fails the statement and
 * keeps the connection, which never responds again: libraries return it to the pool as usable.
 */
export class TimeoutClient extends pg.Client {
  private readonly timeouts: Record<keyof Timeouts, number>;
  private readonly responses: ResponseTimer;
  private receivedAt = 0;

  constructor(config: TimeoutClientConfig = {}) {
    super(config);
    const { responseMs, validateMs, recentMs } = { ...timeouts, ...config };
    this.timeouts = { responseMs, validateMs, recentMs };
    this.responses = new ResponseTimer(responseMs, () => this.closeNow());
    // Without a listener a broken connection would end the process; the next statement reports it.
    this.on('error', () => undefined);
    this.on('connect', () => this.received());
    this.on('drain', () => this.received());
    this.on('end', () => this.responses.stop());
  }

  /** Starts the timer of the response. Takes all overloads of pg. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- no narrower signature implements all overloads of pg
  override query(...statement: any[]): any {
    this.responses.expect();
    const send = () => (super.query as (...args: unknown[]) => unknown)(...statement);
    // The pool calls with a callback, in a span of its own.
    const result: unknown = typeof statement.at(-1) === 'function' ? send() : traceStatement(statement, send);
    return result instanceof Promise ? result.catch(rethrow) : result;
  }

  /** Whether it responded so recently that it needs no test. */
  get hasJustResponded(): boolean {
    return this.hasRespondedWithin(this.timeouts.recentMs);
  }

  /** Whether it responded within this time. */
  hasRespondedWithin(ms: number): boolean {
    return performance.now() - this.receivedAt < ms;
  }

  /** Tests whether the connection still works, and closes it if it does not respond. */
  async isAlive(): Promise<boolean> {
    const late = setTimeout(() => this.closeNow(), this.timeouts.validateMs);
    try {
      await this.query('SELECT 1');
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(late);
    }
  }

  /** Closes the socket at once: `end()` would wait for the server. */
  closeNow(): void {
    const { stream } = (this as unknown as { connection: { stream: Socket } }).connection;
    stream.destroy(new DatabaseConnectionError('The database did not answer in time.'));
  }

  private received(): void {
    this.responses.arrived();
    this.receivedAt = performance.now();
  }
}

function rethrow(error: unknown): never {
  throw connectionError(error);
}
