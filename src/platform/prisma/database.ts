import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient, type Prisma } from '../../generated/prisma/client.js';
import type { Tenant } from '../../shared/actor.js';
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

const CONNECT_MS = 5_000;
const STATEMENT_MS = 15_000;
/** A new connection costs tens of milliseconds (SCRAM, plans): it is kept through the pauses of a quiet service. */
const IDLE_MS = 10 * 60_000;
const TRANSACTION = { maxWait: 5_000, timeout: 20_000 };

function poolOf(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + 1_000,
    keepAlive: true,
  });
  // An idle connection that breaks is dropped by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

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
    this.pool = poolOf(options.appUrl, options.poolSize);
    this.systemPool = poolOf(options.systemUrl, Math.max(4, Math.floor(options.poolSize / 2)));
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
