import { setTimeout as pause } from 'node:timers/promises';
import {
  assertSchemaCompatibility,
  type BackendFactory,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
} from 'bullmq';

/** Between two attempts of a worker during an outage of the database. */
const RETRY_MS = 1_000;

/** BullMQ's connection keeps the failure of its first use forever; this one checks again at the next use. */
class RetryingConnection extends PostgresConnection {
  private ready?: Promise<void>;

  override waitUntilReady(): Promise<void> {
    this.ready ??= this.check().catch((error: unknown) => {
      this.ready = undefined;
      throw error;
    });
    return this.ready;
  }

  private async check(): Promise<void> {
    await assertSchemaCompatibility(this.pool, this.schema);
    setImmediate(() => this.emit('ready'));
  }
}

/**
 * BullMQ's worker takes only ECONNREFUSED for an outage. After every other error of a database that stops or does
 * not run it fetches again at once, without end; here a failed fetch waits before it rejects.
 */
class RetryingBackend extends PostgresQueueBackend {
  override moveToActive(...args: Parameters<PostgresQueueBackend['moveToActive']>) {
    return this.pauseAfterFailure(super.moveToActive(...args));
  }

  override waitForJob(...args: Parameters<PostgresQueueBackend['waitForJob']>) {
    return this.pauseAfterFailure(super.waitForJob(...args));
  }

  private async pauseAfterFailure<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!this.closing) await pause(RETRY_MS);
      throw error;
    }
  }
}

/** BullMQ on PostgreSQL that survives outages of PostgreSQL: at the start, later, and while it shuts down. */
export const createRetryingBackend: BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> = (
  name,
  opts,
  { withBlockingConnection } = {},
) => {
  const connection = new RetryingConnection(opts.connection);
  return new RetryingBackend(connection, name, opts, true, withBlockingConnection ? name : undefined);
};
