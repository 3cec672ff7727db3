import { type OutsideStore, outsideStoreSettings, startOutsideStore } from '../outside-store.js';
import { lentCopy, type DatabaseOfOwner } from '../postgres.js';
import { TcpProxy } from './tcp-proxy.js';

/** A migrated database and a store outside of Airlock, each behind a proxy that a test can cut. */
export interface ExternalParts {
  databaseLine: TcpProxy;
  storeLine: TcpProxy;
  database: DatabaseOfOwner;
  /** What an Airlock is started with to use them. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

export async function startExternalParts(): Promise<ExternalParts> {
  const [database, store] = await Promise.all([lentCopy(), startOutsideStore()]);
  const [databaseLine, storeLine] = await Promise.all([TcpProxy.ofUrl(database.url), TcpProxy.ofUrl(store.endpoint)]);
  const stop = async () => {
    await Promise.all([databaseLine.close(), storeLine.close()]);
    await Promise.all([database.drop(), store.stop()]);
  };
  const env = { DATABASE_URL: databaseLine.through(database.url), ...storeSettings(store, storeLine) };
  return { databaseLine, storeLine, database, env, stop };
}

function storeSettings(store: OutsideStore, line: TcpProxy): Record<string, string> {
  return {
    ...outsideStoreSettings(store, line.through(store.endpoint)),
    S3_PUBLIC_ENDPOINT: store.endpoint,
    AIRLOCK_SECRET: 'a secret of tests that every process shares',
  };
}
