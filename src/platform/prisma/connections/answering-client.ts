import type { Socket } from 'node:net';
import pg from 'pg';
import { connectionError, DatabaseConnectionError } from './database-connection-error.js';
import { limits } from './limits.js';

type Waits = Pick<typeof limits, 'answerMs' | 'probeMs' | 'trustedMs'>;
export type AnsweringClientConfig = pg.ClientConfig & { [Name in keyof Waits]?: number };

/**
 * A connection that is closed when the server owes an answer for too long. pg's own `query_timeout` fails the statement
 * and keeps the connection, which then never answers again: libraries hand it back to the pool as good.
 */
export class AnsweringClient extends pg.Client {
  private readonly waits: Record<keyof Waits, number>;
  private owed: NodeJS.Timeout | undefined;
  private heardAt = 0;

  constructor(config: AnsweringClientConfig = {}) {
    super(config);
    const { answerMs, probeMs, trustedMs } = { ...limits, ...config };
    this.waits = { answerMs, probeMs, trustedMs };
    // Without a listener a broken connection would end the process; the next statement reports it.
    this.on('error', () => undefined);
    this.on('connect', () => this.heard());
    this.on('drain', () => this.heard());
    this.on('end', () => clearTimeout(this.owed));
  }

  /** The overloads are pg's: whatever form a statement has, its answer is waited for. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  override query(...statement: any[]): any {
    clearTimeout(this.owed);
    this.owed = setTimeout(() => this.abandon(), this.waits.answerMs);
    const result: unknown = (super.query as (...args: unknown[]) => unknown)(...statement);
    return result instanceof Promise ? result.catch(rethrow) : result;
  }

  /** Whether it still works: asked only after a pause, and closed when it does not answer soon. */
  async isThere(): Promise<boolean> {
    if (performance.now() - this.heardAt < this.waits.trustedMs) return true;
    const late = setTimeout(() => this.abandon(), this.waits.probeMs);
    try {
      await this.query('SELECT 1');
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(late);
    }
  }

  /** Closes the connection at once: a farewell would wait for the other end. */
  abandon(): void {
    const { stream } = (this as unknown as { connection: { stream: Socket } }).connection;
    stream.destroy(new DatabaseConnectionError('The database did not answer in time.'));
  }

  private heard(): void {
    clearTimeout(this.owed);
    this.heardAt = performance.now();
  }
}

function rethrow(error: unknown): never {
  throw connectionError(error);
}
