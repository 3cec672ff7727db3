import type { Socket } from 'node:net';
import pg from 'pg';
import { connectionError, DatabaseConnectionError } from './database-connection-error.js';
import { timeouts } from './timeouts.js';

type Timeouts = Pick<typeof timeouts, 'responseMs' | 'validateMs' | 'recentMs'>;
export type TimeoutClientConfig = pg.ClientConfig & { [Name in keyof Timeouts]?: number };

/**
 * A connection that is closed when the server does not respond in time. pg's own `query_timeout` fails the statement and
 * keeps the connection, which never responds again: libraries return it to the pool as usable.
 */
export class TimeoutClient extends pg.Client {
  private readonly timeouts: Record<keyof Timeouts, number>;
  private responseTimer: NodeJS.Timeout | undefined;
  private receivedAt = 0;

  constructor(config: TimeoutClientConfig = {}) {
    super(config);
    const { responseMs, validateMs, recentMs } = { ...timeouts, ...config };
    this.timeouts = { responseMs, validateMs, recentMs };
    // Without a listener a broken connection would end the process; the next statement reports it.
    this.on('error', () => undefined);
    this.on('connect', () => this.received());
    this.on('drain', () => this.received());
    this.on('end', () => clearTimeout(this.responseTimer));
  }

  /** Starts the timer of the response. Takes all overloads of pg. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- no narrower signature implements all overloads of pg
  override query(...statement: any[]): any {
    clearTimeout(this.responseTimer);
    this.responseTimer = setTimeout(() => this.closeNow(), this.timeouts.responseMs);
    const result: unknown = (super.query as (...args: unknown[]) => unknown)(...statement);
    return result instanceof Promise ? result.catch(rethrow) : result;
  }

  /** Whether the connection still works. One that was quiet for a while is tested, and closed if it does not respond. */
  async isAlive(): Promise<boolean> {
    if (performance.now() - this.receivedAt < this.timeouts.recentMs) return true;
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
    clearTimeout(this.responseTimer);
    this.receivedAt = performance.now();
  }
}

function rethrow(error: unknown): never {
  throw connectionError(error);
}
