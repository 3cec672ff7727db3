import type { Settings } from '../config/settings.js';
import type { RunningStore } from '../platform/embedded/store/index.js';

export function usesEmbeddedStore(given: Settings): boolean {
  return !given.S3_ENDPOINT && !given.AWS_STORAGE_BUCKET_NAME;
}

/** The embedded store as the settings name any other. */
export function settingsOf(store: Omit<RunningStore, 'stop'>): Partial<Settings> {
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
