import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../errors/cli-error.js';
import { configFolder } from './config-folder.js';
import { readIfThere, writePrivateFile } from './private-file.js';

/** What `airlock login` stores. */
export interface StoredLogin {
  url: string;
  /** An API key, or the token of a login by password. */
  secret: string;
  /** Of a token, ISO 8601. */
  expires_at?: string;
  namespace?: string;
  /** Signs what `webhooks listen` forwards, the same at each start. */
  webhook_secret?: string;
}

export const loginPath = (environment: NodeJS.ProcessEnv): string => join(configFolder(environment), 'config.json');

export async function readLogin(environment: NodeJS.ProcessEnv): Promise<StoredLogin | undefined> {
  const path = loginPath(environment);
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const read = parsed(text);
  if (typeof read?.url === 'string' && typeof read.secret === 'string') return read as StoredLogin;
  const code = 'INVALID_CONFIG';
  throw new CliError('failed', `${path} cannot be understood. Run "airlock login" to write it anew.`, { code });
}

export async function storeLogin(environment: NodeJS.ProcessEnv, login: StoredLogin): Promise<string> {
  const path = loginPath(environment);
  await writePrivateFile(path, `${JSON.stringify(login, null, 2)}\n`);
  return path;
}

export const removeLogin = (environment: NodeJS.ProcessEnv): Promise<void> =>
  rm(loginPath(environment), { force: true });

function parsed(text: string): Partial<StoredLogin> | null {
  try {
    return JSON.parse(text) as Partial<StoredLogin> | null;
  } catch {
    return null;
  }
}
