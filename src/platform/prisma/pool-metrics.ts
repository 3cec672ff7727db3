import { Injectable } from '@nestjs/common';
import { defineGauge } from '../metrics/metric-definitions.js';
import { Metrics, type Sample } from '../metrics/metrics.js';
import { Database } from './database.js';

const pools = ['app', 'system'];

const connections = defineGauge({
  name: 'airlock_database_connections',
  help: 'Connections of this process to the database, by pool and state.',
  labels: { pool: pools, state: ['active', 'idle'] },
});
const waiting = defineGauge({
  name: 'airlock_database_connections_waiting',
  help: 'Requests of this process that wait for a connection of a pool.',
  labels: { pool: pools },
});
const size = defineGauge({
  name: 'airlock_database_pool_size',
  help: 'The most connections that a pool of this process may have.',
  labels: { pool: pools },
});

type PoolOf = (name: string) => Database['pool'];

/** How the pools of connections are used. app: requests; system: background work and authentication. */
@Injectable()
export class PoolMetrics {
  constructor(metrics: Metrics, { pool: app, systemPool: system }: Database) {
    const poolOf: PoolOf = (name) => (name === 'app' ? app : system);
    metrics.gauge(connections, () => pools.flatMap((pool) => states(pool, poolOf(pool))));
    metrics.gauge(waiting, () => pools.map((pool) => ({ labels: { pool }, value: poolOf(pool).waitingCount })));
    metrics.gauge(size, () => pools.map((pool) => ({ labels: { pool }, value: poolOf(pool).options.max })));
  }
}

function states(pool: string, { totalCount, idleCount }: Database['pool']): Sample<'pool' | 'state'>[] {
  return [
    { labels: { pool, state: 'active' }, value: totalCount - idleCount },
    { labels: { pool, state: 'idle' }, value: idleCount },
  ];
}
