import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makeDirectory, moveInto, readJson, writeFlushed } from './disk/durable.js';

/** The credentials and the port of a store directory, readable by its owner only. */
export interface StoreIdentity {
  accessKeyId: string;
  secretAccessKey: string;
  /** The last port; 0 before the first start. */
  port: number;
}

/** The identity of a store; `null` before its first start. */
export function knownIdentity(directory: string): Promise<StoreIdentity | null> {
  return readJson<StoreIdentity>(identityPath(directory));
}

/** Reads the identity, or creates one. */
export async function readIdentity(directory: string): Promise<StoreIdentity> {
  const known = await knownIdentity(directory);
  if (known) return known;
  const created: StoreIdentity = {
    accessKeyId: `AIRLOCK${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
    port: 0,
  };
  await writeIdentity(directory, created);
  return created;
}

export async function writeIdentity(directory: string, identity: StoreIdentity): Promise<void> {
  await makeDirectory(directory);
  const draft = `${identityPath(directory)}.${randomBytes(8).toString('hex')}`;
  await writeFlushed(draft, JSON.stringify(identity));
  await moveInto(draft, identityPath(directory));
}

function identityPath(directory: string): string {
  return join(directory, 'identity.json');
}
