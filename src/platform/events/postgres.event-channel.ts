import type { Tx } from '../prisma/database.js';
import { type Ear, EventChannel, type Line } from './event-channel.js';
import { PostgresLine } from './postgres-line.js';

export const CHANNEL = 'airlock_events';

const nothing = () => Promise.resolve();

/** NOTIFY and LISTEN: what is said is heard when, and only if, its transaction is committed. */
export class PostgresEventChannel extends EventChannel {
  constructor(private readonly connectionString: string) {
    super();
  }

  async send(tx: Tx, messages: string[]): Promise<() => Promise<void>> {
    for (const message of messages) await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, ${message})`;
    return nothing;
  }

  listen(ear: Ear): Line {
    return new PostgresLine(this.connectionString, CHANNEL, ear);
  }
}
