import { realpath } from 'node:fs/promises';
import pg from 'pg';
import { OWNER } from './cluster.js';

const DEADLINE_MS = 5_000;

/** The server on a port: the given cluster, not ready yet, or another one. */
export type ServerIdentity = 'own' | 'not-ready' | 'foreign';

const NOT_READY = new Set(['57P03', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', '57P01', '57P02']);

export function ownerUrl(port: number, password: string, database: string): string {
  return `postgresql://${OWNER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Identifies the server on a port by its data folder: a port number alone proves nothing. */
export async function identifyServer(port: number, password: string, data: string): Promise<ServerIdentity> {
  if (!port) return 'not-ready';
  try {
    const { rows } = await query<{ data_directory: string }>(port, password, 'SHOW data_directory');
    const folder = rows[0]?.data_directory ?? '';
    return (await realpath(folder).catch(() => folder)) === (await realpath(data)) ? 'own' : 'foreign';
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const isCutOff = code === undefined && /terminated unexpectedly|timeout/i.test(message);
    return isCutOff || NOT_READY.has(code ?? '') ? 'not-ready' : 'foreign';
  }
}

export async function createDatabase(port: number, password: string, name: string): Promise<void> {
  const { rowCount } = await query(port, password, `SELECT FROM pg_database WHERE datname = '${name}'`);
  if (!rowCount) await query(port, password, `CREATE DATABASE ${name}`);
}

async function query<Row extends pg.QueryResultRow>(port: number, password: string, sql: string) {
  const client = new pg.Client({
    connectionString: ownerUrl(port, password, 'postgres'),
    connectionTimeoutMillis: DEADLINE_MS,
    query_timeout: 6 * DEADLINE_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.query<Row>(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}
