import pg from 'pg';
import { TimeoutClient, type TimeoutClientConfig } from './timeout-client.js';
import { serviceConnection } from './connection-options.js';
import { connectionError } from './database-connection-error.js';
import { timeouts } from './timeouts.js';

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (error?: Error | boolean) => void,
) => void;

/**
 * A pool that tests a connection before it is checked out. A network that lost its state leaves a pool full of
 * connections that only look open: when one does not respond, all idle ones are closed with it.
 */
export class ValidatingPool extends pg.Pool {
  private readonly idle = new Set<TimeoutClient>();
  private readonly open = new Set<TimeoutClient>();

  constructor(connectionString: string, max: number, more: TimeoutClientConfig = {}) {
    super({
      ...serviceConnection(connectionString),
      Client: TimeoutClient,
      max,
      idleTimeoutMillis: timeouts.idleInPoolMs,
      ...more,
    } as pg.PoolConfig);
    // The pool removes an idle connection that breaks; without a listener the error would end the process.
    this.on('error', () => undefined);
    this.on('connect', (client) => this.open.add(client as unknown as TimeoutClient));
    this.on('remove', (client) => this.open.delete(client as unknown as TimeoutClient));
    this.on('release', (_error, client) => this.idle.add(client as unknown as TimeoutClient));
    for (const event of ['acquire', 'remove'] as const)
      this.on(event, (client: unknown) => this.idle.delete(client as TimeoutClient));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(connected: Connected): void;
  override connect(connected?: Connected): Promise<pg.PoolClient> | void {
    const client = this.checkOut();
    if (!connected) return client;
    client.then(
      (client) => connected(undefined, client, client.release),
      (error: Error) => connected(error, undefined, () => undefined),
    );
  }

  /** Reports a broken connection as `DatabaseConnectionError`. Takes all overloads of pg. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- no narrower signature implements all overloads of pg
  override query(...statement: any[]): any {
    const result: unknown = (super.query as (...args: unknown[]) => unknown)(...statement);
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      throw connectionError(error);
    });
  }

  /** Bounded in time: otherwise it would wait for statements that an unreachable database never answers. */
  override async end(): Promise<void> {
    const late = setTimeout(() => this.open.forEach((client) => client.closeNow()), timeouts.closeMs);
    await super.end();
    clearTimeout(late);
  }

  private async checkOut(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await super.connect().catch((error: unknown) => {
        throw connectionError(error);
      });
      if (await (client as unknown as TimeoutClient).isAlive()) return client;
      client.release(true);
      for (const other of this.idle) other.closeNow();
    }
  }
}
