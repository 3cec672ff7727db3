import type { Settings } from '../config/settings.js';
import type { LaunchedPostgres } from '../platform/embedded/postgres/launch-embedded-postgres.js';
import { finishStart } from '../platform/embedded/postgres/start-embedded-postgres.js';
import type { StoreThread } from '../platform/embedded/store/thread/store-thread.js';
import { prepareQueue } from '../platform/jobs/prepare-queue.js';
import { StoreEvents } from '../platform/object-store/store-events.js';
import { abilities, type Ability } from '../platform/object-store/store-capabilities.js';
import { prepareDatabase } from '../platform/prisma/prepare-database.js';
import { verifySecret } from '../platform/prisma/secret-check.repository.js';
import type { RoleUrls } from '../platform/prisma/roles/roles.js';
import { freePort } from '../platform/embedded/postgres/free-port.js';
import { MIGRATIONS } from './cluster-template/template-folder.js';
import { settingsOf } from './embedded-store.js';
import type { Launched } from './launch.js';
import { secretOf } from './secret.js';

/** The parts that this process keeps itself, in DATA_DIR. */
export interface EmbeddedParts {
  database: boolean;
  store: boolean;
}

/** The parts that the program depends on, running and prepared. Its caller stops them. */
export interface Runtime {
  settings: Settings;
  database: RoleUrls;
  /** What the store is known to do before it was asked. */
  enforced: ReadonlySet<Ability>;
  storeEvents: StoreEvents;
  /** Where the embedded store keeps its files, if it is in this process. */
  storeDirectory?: string;
  embedded: EmbeddedParts;
  /** Resolves when an embedded part ended and cannot be kept running. */
  failed?: Promise<Error>;
  stop(): Promise<void>;
}

/** What every store does that checks signatures. The embedded one does all there is. */
const ANY_STORE: Ability[] = ['length', 'type'];

/** Starts the other embedded parts that no setting replaces, makes the database ready, and says where everything is. */
export async function prepareRuntime(given: Settings, launched: Launched): Promise<Runtime> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(stops.map((part) => part()));
  };
  try {
    const failure = Promise.withResolvers<Error>();
    const storeEvents = new StoreEvents();
    const { store: thread } = launched;
    if (thread) stops.push(() => thread.stop());
    const ownerUrl =
      'postgres' in launched ? await embeddedDatabase(launched.postgres, failure.resolve, stops) : launched.databaseUrl;
    performance.mark('airlock:postgres');
    const store = await embeddedStore(thread, storeEvents, failure.resolve);
    performance.mark('airlock:store');
    const secret = given.AIRLOCK_SECRET ?? (await secretOf(given.DATA_DIR));
    const PORT = given.PORT || (await freePort());
    const settings = Object.freeze({ ...given, ...store.settings, AIRLOCK_SECRET: secret, PORT });
    const database = await prepareDatabase({
      ownerUrl,
      secret,
      migrationsDirectory: MIGRATIONS,
      verify: (client) => verifySecret(client, secret, given.AIRLOCK_SECRET_ACCEPTED),
    });
    performance.mark('airlock:migrations');
    if (!given.REDIS_URL) await prepareQueue(ownerUrl);
    performance.mark('airlock:queue');
    const enforced = new Set(thread ? abilities : ANY_STORE);
    return {
      settings,
      database,
      enforced,
      storeEvents,
      storeDirectory: store.directory,
      embedded: { database: 'postgres' in launched, store: Boolean(thread) },
      failed: failure.promise,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function embeddedDatabase(
  launched: LaunchedPostgres,
  failed: (error: Error) => void,
  stops: (() => Promise<void>)[],
): Promise<string> {
  const postgres = await finishStart(launched, failed);
  stops.push(() => postgres.stop());
  return postgres.url;
}

/** Without a thread, another store is configured. */
async function embeddedStore(
  thread: StoreThread | undefined,
  events: StoreEvents,
  failed: (error: Error) => void,
): Promise<{ settings?: Partial<Settings>; directory?: string }> {
  if (!thread) return {};
  const { directory, ...address } = await thread.ready;
  void thread.failed.then(failed);
  thread.onCreated((key) => events.objectCreated(key));
  return { settings: settingsOf(address), directory };
}
