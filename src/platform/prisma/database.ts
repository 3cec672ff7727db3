import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient, type Prisma } from '../../generated/prisma/client.js';
import type { Tenant } from '../../shared/actor.js';
import { ValidatingPool } from './connections/validating-pool.js';
import { timeouts } from './connections/timeouts.js';
import { statementNames } from './statement-names.js';

/** A transaction, or a client outside of one, for repositories. */
export type Tx = Prisma.TransactionClient;

export interface DatabaseOptions {
  /** As role `airlock_app`: limited to one workspace by row-level security. */
  appUrl: string;
  /** As role `airlock_system`: sweeps, claims, identity. */
  systemUrl: string;
  poolSize: number;
}

const TRANSACTION = { maxWait: timeouts.connectMs + timeouts.validateMs, timeout: timeouts.transactionMs };

function clientOn(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }) });
}

/** Access to the database: `tenant` is always limited to one workspace, `system` works across tenants. */
@Injectable()
export class Database implements OnApplicationShutdown {
  /** For the hot path: one named statement, one round trip, as `airlock_app`. */
  readonly pool: pg.Pool;
  /** The same across tenants, as `airlock_system`: authentication happens before the tenant is known. */
  readonly systemPool: pg.Pool;
  private readonly app: PrismaClient;
  /** Without a transaction, across tenants: reads of identity, sweeps. */
  readonly system: PrismaClient;

  constructor(options: DatabaseOptions) {
    this.pool = new ValidatingPool(options.appUrl, options.poolSize);
    this.systemPool = new ValidatingPool(options.systemUrl, Math.max(4, Math.floor(options.poolSize / 2)));
    this.app = clientOn(this.pool);
    this.system = clientOn(this.systemPool);
  }

  /** A transaction that can only read and write the rows of one workspace. `timeoutMs`: the whole of it may take this long. */
  tenant<T>(tenant: Tenant, work: (tx: Tx) => Promise<T>, { timeoutMs = TRANSACTION.timeout } = {}): Promise<T> {
    return this.app.$transaction(
      async (tx) => {
        await tx.$executeRaw`SELECT set_config('airlock.organization_id', ${tenant.organizationId}, true), set_config('airlock.workspace_id', ${tenant.workspaceId}, true)`;
        return work(tx);
      },
      { ...TRANSACTION, timeout: timeoutMs },
    );
  }

  /** A transaction across tenants, for background work. */
  asSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.system.$transaction(work, TRANSACTION);
  }

  /** Rejects when the database does not respond. For readiness. */
  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.app.$disconnect(), this.system.$disconnect()]);
    await Promise.all([this.pool.end(), this.systemPool.end()]);
  }
}
