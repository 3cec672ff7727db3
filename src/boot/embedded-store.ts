import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../config/settings.js';
import type { RunningStore } from '../platform/embedded/store/start-embedded-store.js';
import { StoreThread } from '../platform/embedded/store/thread/store-thread.js';

const PROGRAM = new URL('../platform/embedded/store/thread/store.program.js', import.meta.url);
/** Beside this module where the server is bundled (`scripts/bundle.mjs`). */
const BUNDLED_PROGRAM = join(import.meta.dirname, 'store.program.js');

export function usesEmbeddedStore(given: Settings): boolean {
  return !given.S3_ENDPOINT && !given.AWS_STORAGE_BUCKET_NAME;
}

/** The embedded store as the settings name any other. */
export function settingsOf(store: Omit<RunningStore, 'stop' | 'directory'>): Partial<Settings> {
  return {
    S3_ENDPOINT: store.endpoint,
    S3_FORCE_PATH_STYLE: true,
    AWS_ACCESS_KEY_ID: store.accessKeyId,
    AWS_SECRET_ACCESS_KEY: store.secretAccessKey,
    AWS_SESSION_TOKEN: undefined,
    AWS_STORAGE_BUCKET_NAME: store.bucket,
    AWS_S3_REGION_NAME: store.region,
  };
}

/** Starts the thread of the embedded store and returns at once. Imports little, so that it can be called before the rest is loaded. */
export function launchStore({ DATA_DIR, EMBEDDED_STORE_PORT, CORS_ORIGINS }: Settings): StoreThread {
  return new StoreThread({
    program: existsSync(BUNDLED_PROGRAM) ? BUNDLED_PROGRAM : PROGRAM,
    dataDir: DATA_DIR,
    port: EMBEDDED_STORE_PORT || undefined,
    corsOrigins: CORS_ORIGINS,
    onDefect: (text) => void logDefect(text),
  });
}

async function logDefect(text: string): Promise<void> {
  const { Logger } = await import('@nestjs/common');
  new Logger('EmbeddedStore').error(text);
}
