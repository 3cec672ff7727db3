import type { Settings } from '../../config/settings.js';
import { lastKnownStore, type RunningStore, startEmbeddedStore } from '../../platform/embedded/store/index.js';
import { awsDefaultChain } from '../../platform/object-store/aws-default-chain.js';
import { S3StoreProbe } from '../../platform/object-store/probe/s3-store-probe.js';
import type { StoreProbe } from '../../platform/object-store/probe/store-probe.js';
import { SigV4UrlSigner } from '../../platform/object-store/signing/sigv4-url-signer.js';
import { storeSettings } from '../../platform/object-store/store-settings.js';
import { Errors } from '../../shared/errors/errors.js';
import { settingsOf, usesEmbeddedStore } from '../embedded-store.js';

const ANSWER_MS = 2_000;

export interface ConfiguredStore {
  probe: StoreProbe;
  /** As this machine reaches it; nothing on AWS. */
  endpoint?: string;
  stop(): Promise<void>;
}

/** The store that the settings name, to be asked; the embedded one is started unless it runs already. */
export async function configuredStore(given: Settings): Promise<ConfiguredStore> {
  if (!usesEmbeddedStore(given)) return { ...(await probeOf(given, false)), stop: async () => undefined };
  const { stop, ...store } = await embeddedStore(given);
  return { ...(await probeOf({ ...given, ...settingsOf(store) }, true)), stop };
}

async function probeOf(settings: Settings, isEmbedded: boolean): Promise<Omit<ConfiguredStore, 'stop'>> {
  const { location, publicLocation, credentials, missing } = storeSettings((name) => settings[name]);
  if (!location || !publicLocation) throw Errors.storageNotConfigured(missing);
  const known = credentials ?? (await awsDefaultChain(location.region)().catch(() => null));
  if (!known) throw Errors.storageNotConfigured(missing);
  const signer = new SigV4UrlSigner(publicLocation, () => known);
  const options = { location, publicLocation, corsOrigins: settings.CORS_ORIGINS, isEmbedded };
  return { probe: new S3StoreProbe(options, () => known, signer), endpoint: location.endpoint };
}

async function embeddedStore({ DATA_DIR, CORS_ORIGINS, EMBEDDED_STORE_PORT }: Settings): Promise<RunningStore> {
  const known = await lastKnownStore(DATA_DIR);
  if (known && (await answers(known))) return { ...known, stop: async () => undefined };
  return startEmbeddedStore(DATA_DIR, { port: EMBEDDED_STORE_PORT || undefined, corsOrigins: CORS_ORIGINS });
}

/** Whether our own store listens there: only it accepts our credentials, and answers that there is no such key. */
async function answers(store: Omit<RunningStore, 'stop'>): Promise<boolean> {
  const signer = new SigV4UrlSigner({ ...store, forcePathStyle: true }, () => store);
  const shown = { contentType: 'text/plain', contentDisposition: 'inline', expiresInSeconds: 60 };
  const { url } = signer.signGet({ key: '.airlock-doctor', ...shown });
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    return status === 404;
  } catch {
    return false;
  }
}
