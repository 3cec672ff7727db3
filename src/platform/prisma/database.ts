import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient, type Prisma } from '../../generated/prisma/client.js';
import type { Tenant } from '../../shared/actor.js';
import { AnsweringPool } from './connections/answering-pool.js';
import { limits } from './connections/limits.js';
import { statementNames } from './statement-names.js';

/** A transaction, or a client outside of one: what repositories are given. */
export type Tx = Prisma.TransactionClient;

export interface DatabaseOptions {
  /** As `airlock_app`: bound to one workspace by row-level security. */
  appUrl: string;
  /** As `airlock_system`: sweepers, claims, identity. */
  systemUrl: string;
  poolSize: number;
}

const TRANSACTION = { maxWait: limits.connectMs + limits.probeMs, timeout: limits.transactionMs };

function clientOn(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }) });
}

/** The two ways to the database. Tenant work is always bound to its workspace; system work says so by name. */
@Injectable()
export class Database implements OnApplicationShutdown {
  /** For the hot path: one named statement, one round trip, as `airlock_app`. */
  readonly pool: pg.Pool;
  /** The same across tenants, as `airlock_system`: who asks is looked up before any tenant is known. */
  readonly systemPool: pg.Pool;
  private readonly app: PrismaClient;
  /** Without a transaction, across tenants: reads of identity, sweeps. */
  readonly system: PrismaClient;

  constructor(options: DatabaseOptions) {
    this.pool = new AnsweringPool(options.appUrl, options.poolSize);
    this.systemPool = new AnsweringPool(options.systemUrl, Math.max(4, Math.floor(options.poolSize / 2)));
    this.app = clientOn(this.pool);
    this.system = clientOn(this.systemPool);
  }

  /** A transaction that can only see and touch the rows of one workspace. */
  tenant<T>(tenant: Tenant, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.app.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT set_config('airlock.organization_id', ${tenant.organizationId}, true), set_config('airlock.workspace_id', ${tenant.workspaceId}, true)`;
      return work(tx);
    }, TRANSACTION);
  }

  /** A transaction across tenants, for work that no tenant asked for. */
  asSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.system.$transaction(work, TRANSACTION);
  }

  /** Proves that the database answers, for readiness. */
  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.app.$disconnect(), this.system.$disconnect()]);
    await Promise.all([this.pool.end(), this.systemPool.end()]);
  }
}
