import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { AnsweringClient } from './connections/answering-client.js';
import { startConnection } from './connections/connection-options.js';
import { startLimits } from './connections/limits.js';

const PATIENCE_MS = 30_000;
const RETRY_MS = 250;

/** A database that is starting, or a network in which it has no name yet. Everything else fails at once. */
const STARTING = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', '57P03']);

/** One connection of the owner for the time of `work`, which a dropped connection ends with an error. */
export async function withOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectPatiently(url);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function connectPatiently(url: string): Promise<pg.Client> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await connect(url);
    } catch (error) {
      if (!isStarting(error)) throw refused(url, error);
      if (performance.now() > deadline) throw refused(url, error, ` after ${PATIENCE_MS / 1000} s`);
      await delay(RETRY_MS);
    }
  }
}

/** A connection on which nothing waits for ever; a dead network shows by keep-alive long before the last deadline. */
export async function connect(url: string): Promise<pg.Client> {
  const answerMs = startLimits.statementMs + 1_000;
  const client = new AnsweringClient({ ...startConnection(url), answerMs });
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

function isStarting(error: unknown): boolean {
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] };
  return STARTING.has(code ?? '') || Boolean(errors?.some((one) => STARTING.has(one.code ?? '')));
}

/** Names the host, never the whole URL: it holds the password. */
function refused(url: string, cause: unknown, when = ''): Error {
  const { code, message } = cause as { code?: string; message: string };
  const reason = message || code || 'no answer';
  const host = URL.parse(url)?.host || 'its host';
  return new Error(`The database at ${host} cannot be reached${when}: ${reason}. Check DATABASE_URL.`, { cause });
}
