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

/** BullMQ's connection keeps the failure of its first use for ever; this one checks again at the next use. */
class PatientConnection extends PostgresConnection {
  private ready?: Promise<void>;

  override waitUntilReady(): Promise<void> {
    this.ready ??= this.look().catch((error: unknown) => {
      this.ready = undefined;
      throw error;
    });
    return this.ready;
  }

  private async look(): Promise<void> {
    await assertSchemaCompatibility(this.pool, this.schema);
    setImmediate(() => this.emit('ready'));
  }
}

/**
 * BullMQ's worker takes only ECONNREFUSED for an outage. After every other error of a database that stops or does
 * not run it fetches again at once, without end; here a failed fetch waits before it rejects.
 */
class PatientBackend extends PostgresQueueBackend {
  override moveToActive(...args: Parameters<PostgresQueueBackend['moveToActive']>) {
    return this.slowToFail(super.moveToActive(...args));
  }

  override waitForJob(...args: Parameters<PostgresQueueBackend['waitForJob']>) {
    return this.slowToFail(super.waitForJob(...args));
  }

  private async slowToFail<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!this.closing) await pause(RETRY_MS);
      throw error;
    }
  }
}

/** BullMQ on PostgreSQL that survives outages of PostgreSQL: at the start, later, and while it shuts down. */
export const createPatientBackend: BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> = (
  name,
  opts,
  { withBlockingConnection } = {},
) => {
  const connection = new PatientConnection(opts.connection);
  return new PatientBackend(connection, name, opts, true, withBlockingConnection ? name : undefined);
};
