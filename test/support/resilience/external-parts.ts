import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningStore, startEmbeddedStore } from '../../../src/platform/embedded/store/index.js';
import { emptyDatabase, type TestDatabase } from '../postgres.js';
import { TcpProxy } from './tcp-proxy.js';

/** A database and a store outside of Airlock, each behind a line that a test can cut. */
export interface ExternalParts {
  databaseLine: TcpProxy;
  storeLine: TcpProxy;
  database: TestDatabase;
  /** What an Airlock is started with to use them. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

export async function startExternalParts(): Promise<ExternalParts> {
  const directory = await mkdtemp(join(tmpdir(), 'airlock-external-'));
  const [database, store] = await Promise.all([emptyDatabase(), startEmbeddedStore(directory)]);
  const [databaseLine, storeLine] = await Promise.all([TcpProxy.ofUrl(database.url), TcpProxy.ofUrl(store.endpoint)]);
  const stop = async () => {
    await Promise.all([databaseLine.close(), storeLine.close()]);
    await Promise.all([database.drop(), store.stop()]);
    await rm(directory, { recursive: true, force: true });
  };
  const env = { DATABASE_URL: databaseLine.through(database.url), ...storeSettings(store, storeLine) };
  return { databaseLine, storeLine, database, env, stop };
}

function storeSettings(store: RunningStore, line: TcpProxy): Record<string, string> {
  return {
    S3_ENDPOINT: line.through(store.endpoint),
    S3_PUBLIC_ENDPOINT: store.endpoint,
    AWS_STORAGE_BUCKET_NAME: store.bucket,
    AWS_S3_REGION_NAME: store.region,
    AWS_ACCESS_KEY_ID: store.accessKeyId,
    AWS_SECRET_ACCESS_KEY: store.secretAccessKey,
    AIRLOCK_SECRET: 'a secret of tests that every process shares',
  };
}
