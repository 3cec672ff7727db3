import pg from 'pg';
import { TimeoutClient, type TimeoutClientConfig } from './timeout-client.js';
import { serviceConnection } from './connection-options.js';
import { connectionError } from './database-connection-error.js';
import { traceStatement } from './trace-statement.js';
import { timeouts } from './timeouts.js';

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (error?: Error | boolean) => void,
) => void;

interface IdleConnection {
  client: TimeoutClient;
  idleListener: () => void;
}

/** What pg-pool has and does not declare. `_idle`: the one that was released last at the end. */
interface PoolParts {
  ending: boolean;
  _idle: IdleConnection[];
  _pendingQueue: unknown[];
  _acquireClient(client: TimeoutClient, pending: { callback: Connected }, idleListener: () => void, isNew: false): void;
  _remove(client: TimeoutClient, removed: () => void): void;
  _pulseQueue(): void;
}

/** Of the time that a connection may be idle: how often those are looked for that were idle for longer. */
const SWEEPS = 10;

/**
 * A pool that tests a connection before it is checked out. A network that lost its state leaves a pool full of
 * connections that only look open: when one does not respond, all idle ones are closed with it.
 */
export class ValidatingPool extends pg.Pool {
  private readonly idle = new Set<TimeoutClient>();
  private readonly open = new Set<TimeoutClient>();
  private readonly sweeping: NodeJS.Timeout;

  constructor(
    connectionString: string,
    max: number,
    { idleInPoolMs = timeouts.idleInPoolMs, ...more }: TimeoutClientConfig & { idleInPoolMs?: number } = {},
  ) {
    super({
      ...serviceConnection(connectionString),
      Client: TimeoutClient,
      max,
      // A timer for each release: `sweep` is one for all connections.
      idleTimeoutMillis: 0,
      ...more,
    } as pg.PoolConfig);
    this.sweeping = setInterval(() => this.sweep(idleInPoolMs), idleInPoolMs / SWEEPS).unref();
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
    if (connected) return this.checkOut(connected);
    return new Promise((resolve, reject) =>
      this.checkOut((error, client) => (error ? reject(error) : resolve(client!))),
    );
  }

  /** Reports a broken connection as `DatabaseConnectionError`. Takes all overloads of pg. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- no narrower signature implements all overloads of pg
  override query(...statement: any[]): any {
    const send = () => (super.query as (...args: unknown[]) => unknown)(...statement);
    const result: unknown = traceStatement(statement, send);
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      throw connectionError(error);
    });
  }

  /** Bounded in time: otherwise it would wait for statements that an unreachable database never answers. */
  override async end(): Promise<void> {
    clearInterval(this.sweeping);
    const late = setTimeout(() => this.open.forEach((client) => client.closeNow()), timeouts.closeMs);
    await super.end();
    clearTimeout(late);
  }

  /** A connection that responded a moment ago is given at once, any other when it has responded to a test. */
  private checkOut(connected: Connected): void {
    if (this.giveReady(connected)) return;
    super.connect((error, client, done) => {
      if (error) return connected(connectionError(error), undefined, done);
      const tested = client as unknown as TimeoutClient;
      if (tested.hasJustResponded) return connected(undefined, client, done);
      void tested.isAlive().then((isAlive) => {
        if (isAlive) return connected(undefined, client, done);
        done(true);
        for (const other of this.idle) other.closeNow();
        this.checkOut(connected);
      });
    });
  }

  /**
   * Gives a connection that responded a moment ago in this turn of the event loop, so that the statement is on its way when the
   * caller goes on. pg-pool's own way makes a timer and waits for a turn. Nothing is given before those that wait already.
   */
  private giveReady(connected: Connected): boolean {
    const { ending, _idle: idle, _pendingQueue: waiting } = this.parts;
    if (ending || waiting.length > 0 || !idle.at(-1)?.client.hasJustResponded) return false;
    const { client, idleListener } = idle.pop()!;
    this.parts._acquireClient(client, { callback: connected }, idleListener, false);
    return true;
  }

  /** Closes connections that were idle for too long. */
  private sweep(mostMs: number): void {
    const { parts } = this;
    for (const { client } of [...parts._idle])
      if (!client.hasRespondedWithin(mostMs)) parts._remove(client, () => parts._pulseQueue());
  }

  private get parts(): PoolParts {
    return this as unknown as PoolParts;
  }
}
