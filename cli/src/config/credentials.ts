import { CliError } from '../errors/cli-error.js';
import { DEFAULT_URL, serverUrl } from './server-url.js';
import type { StoredLogin } from './stored-login.js';

/** Whom requests are made as, and where. */
export interface Credentials {
  url: string;
  secret: string;
  namespace?: string;
  source: 'environment' | 'login';
}

export interface GivenOptions {
  url?: string;
  namespace?: string;
}

/**
 * Options win over the environment, and that over what login stored. A stored secret goes to no other server than the one
 * it was given for.
 */
export function credentialsFrom(
  options: GivenOptions,
  environment: NodeJS.ProcessEnv,
  stored: StoredLogin | undefined,
  now = new Date(),
): Credentials {
  const { AIRLOCK_API_KEY: key, AIRLOCK_NAMESPACE } = environment;
  const url = urlFrom(options, environment, stored);
  const namespace = options.namespace ?? (AIRLOCK_NAMESPACE || undefined);
  if (key) return { url, secret: key, namespace, source: 'environment' };
  if (!stored) throw denied('You are not logged in. Run "airlock login", or set AIRLOCK_URL and AIRLOCK_API_KEY.');
  if (url !== stored.url)
    throw denied(
      `You are logged in to ${stored.url}, not to ${url}. Run "airlock login --url ${url}", or set AIRLOCK_API_KEY.`,
    );
  if (stored.expires_at && new Date(stored.expires_at) <= now)
    throw denied('Your login has expired. Run "airlock login" again.');
  return { url, secret: stored.secret, namespace: namespace ?? stored.namespace, source: 'login' };
}

export function urlFrom(options: GivenOptions, environment: NodeJS.ProcessEnv, stored?: StoredLogin): string {
  return serverUrl(options.url ?? (environment.AIRLOCK_URL || stored?.url || DEFAULT_URL));
}

const denied = (message: string) => new CliError('denied', message, { code: 'NOT_LOGGED_IN' });
