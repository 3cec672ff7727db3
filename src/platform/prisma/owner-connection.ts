import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { Logger } from '@nestjs/common';
import { connectionRefusal, waitingFor } from './connection-refusal.js';
import { TimeoutClient } from './connections/timeout-client.js';
import { startConnection } from './connections/connection-options.js';
import { startTimeouts } from './connections/timeouts.js';

const logger = new Logger('Database');

const GIVE_UP_MS = 30_000;
const RETRY_MS = 250;

/** A database that is starting, or a host name that does not resolve yet. Other errors are not retried. */
const STARTING = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', '57P03']);

/** Runs `work` with one connection of the owner; a dropped connection rejects it. */
export async function withOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectWithRetry(url);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function connectWithRetry(url: string): Promise<pg.Client> {
  const deadline = performance.now() + GIVE_UP_MS;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await connect(url);
    } catch (error) {
      if (!isStarting(error)) throw connectionRefusal(url, error);
      if (performance.now() > deadline) throw connectionRefusal(url, error, ` after ${GIVE_UP_MS / 1000} s`);
      if (isFirst) logger.log(waitingFor(url, error, GIVE_UP_MS / 1000));
      await delay(RETRY_MS);
    }
  }
}

/** A connection with time-outs for everything; keep-alive detects a dead network long before the longest one. */
export async function connect(url: string): Promise<pg.Client> {
  const responseMs = startTimeouts.statementMs + 1_000;
  const client = new TimeoutClient({ ...startConnection(url), responseMs });
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
