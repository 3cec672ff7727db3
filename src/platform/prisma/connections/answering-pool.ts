import pg from 'pg';
import { AnsweringClient, type AnsweringClientConfig } from './answering-client.js';
import { serviceConnection } from './connection-options.js';
import { connectionError } from './database-connection-error.js';
import { limits } from './limits.js';

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (error?: Error | boolean) => void,
) => void;

/**
 * A pool whose connections have shown that they work before they are lent. A network that lost its state leaves a pool
 * full of connections that look whole: the first that does not answer takes the idle rest with it.
 */
export class AnsweringPool extends pg.Pool {
  private readonly idle = new Set<AnsweringClient>();
  private readonly open = new Set<AnsweringClient>();

  constructor(connectionString: string, max: number, more: AnsweringClientConfig = {}) {
    super({
      ...serviceConnection(connectionString),
      Client: AnsweringClient,
      max,
      idleTimeoutMillis: limits.idleInPoolMs,
      ...more,
    } as pg.PoolConfig);
    // An idle connection that breaks is dropped by the pool; without a listener it would end the process.
    this.on('error', () => undefined);
    this.on('connect', (client) => this.open.add(client as unknown as AnsweringClient));
    this.on('remove', (client) => this.open.delete(client as unknown as AnsweringClient));
    this.on('release', (_error, client) => this.idle.add(client as unknown as AnsweringClient));
    for (const event of ['acquire', 'remove'] as const)
      this.on(event, (client: unknown) => this.idle.delete(client as AnsweringClient));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(connected: Connected): void;
  override connect(connected?: Connected): Promise<pg.PoolClient> | void {
    const lent = this.lend();
    if (!connected) return lent;
    lent.then(
      (client) => connected(undefined, client, client.release),
      (error: Error) => connected(error, undefined, () => undefined),
    );
  }

  /** The overloads are pg's: whatever form a statement has, a broken connection is reported as one. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  override query(...statement: any[]): any {
    const result: unknown = (super.query as (...args: unknown[]) => unknown)(...statement);
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      throw connectionError(error);
    });
  }

  /** Bounded: a statement on its way to a database that is away would be waited for. */
  override async end(): Promise<void> {
    const late = setTimeout(() => this.open.forEach((client) => client.abandon()), limits.farewellMs);
    await super.end();
    clearTimeout(late);
  }

  private async lend(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await super.connect().catch((error: unknown) => {
        throw connectionError(error);
      });
      if (await (client as unknown as AnsweringClient).isThere()) return client;
      client.release(true);
      for (const other of this.idle) other.abandon();
    }
  }
}
