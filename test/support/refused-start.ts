import { rm } from 'node:fs/promises';
import { Airlock } from './airlock.js';
import { lentDataDir, returnDatabase } from './lent-database.js';
import { dropRealBucket } from './real-store.js';

/** The message of a start that must fail, with the exit code in front. */
export async function refusal(env: Record<string, string>, givenDir?: string): Promise<string> {
  const dataDir = givenDir ?? (await lentDataDir());
  try {
    const started = await Airlock.start({ env, dataDir }).catch((error: Error) => error.message);
    if (typeof started === 'string') return started;
    await started.stop();
    throw new Error('It started though it must not.');
  } finally {
    if (!givenDir) {
      await returnDatabase(dataDir);
      await rm(dataDir, { recursive: true, force: true });
      await dropRealBucket(dataDir);
    }
  }
}
