import type pg from 'pg';

/** The advisory lock of Prisma's own migrate commands, so that both exclude each other. */
const LOCK = 72_707_369;
const WAIT_SECONDS = 120;

/** Runs `work` while no other process migrates this database. The lock of a dead process ends with its connection. */
export async function withMigrationLock<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await lock(client);
  try {
    return await work();
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${LOCK})`).catch(() => undefined);
  }
}

async function lock(client: pg.Client): Promise<void> {
  await client.query(`SET lock_timeout = '${WAIT_SECONDS}s'`);
  try {
    await client.query(`SELECT pg_advisory_lock(${LOCK})`);
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error;
    throw new Error(
      `Another process has been migrating this database for over ${WAIT_SECONDS} s. Wait for it, or end it, and start again.`,
      { cause: error },
    );
  }
}
