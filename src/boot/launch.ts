import type { Settings } from '../config/settings.js';
import { openDataDirectory } from '../platform/embedded/data-directory.js';
import {
  launchEmbeddedPostgres,
  type LaunchedPostgres,
} from '../platform/embedded/postgres/launch-embedded-postgres.js';
import type { StoreThread } from '../platform/embedded/store/thread/store-thread.js';
import { systemCause } from '../shared/errors/system-errors.js';
import { launchStore, usesEmbeddedStore } from './embedded-store.js';
import { templateFolder } from './cluster-template/template-folder.js';

/** What was started before the program is loaded: the embedded database, or where a setting says that one is, and the embedded store. */
export type Launched = ({ postgres: LaunchedPostgres } | { databaseUrl: string }) & { store?: StoreThread };

/** Opens DATA_DIR and starts the processes that need time to become ready. Imports little: the rest is loaded meanwhile. */
export async function launch(given: Settings): Promise<Launched> {
  const { DATA_DIR: dataDir, DATABASE_URL: url } = given;
  const isTraversable = process.getuid?.() === 0 && !url;
  await openDataDirectory(dataDir, { isTraversable }).catch((error: unknown) => {
    throw unusable(dataDir, error);
  });
  // Whatever this process or a part of it writes is for its own user.
  process.umask(0o077);
  // Takes the lock of DATA_DIR, which the store needs too.
  const database = url
    ? { databaseUrl: url }
    : { postgres: await launchEmbeddedPostgres({ dataDir, template: templateFolder }) };
  return { ...database, store: usesEmbeddedStore(given) ? launchStore(given) : undefined };
}

function unusable(dataDir: string, cause: unknown): Error {
  const found = systemCause(cause, 'DATA_DIR');
  const why = found ? `${found.what} (${found.code}). ${found.remedy}.` : String(cause);
  return new Error(`DATA_DIR ${dataDir} cannot be used: ${why}`, { cause });
}
