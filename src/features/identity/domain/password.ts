import { timingSafeEqual } from 'node:crypto';
import { Errors } from '../../../shared/errors/errors.js';
import { limitedWork } from '../../../shared/limited-work.js';
import { argon2id } from './password-schemes/argon2id.js';
import type { StoredPassword } from './password-schemes/password-scheme.js';
import { scrypt } from './password-schemes/scrypt.js';

/** The first one that this Node has is for new passwords. Those before stay valid as they are. */
const schemes = [argon2id, scrypt].filter(({ isAvailable }) => isAvailable);
const [forNew] = schemes as [typeof argon2id];

/** The thread pool also serves files and host names: logins never take more than half of it. */
const limited = limitedWork({ running: 2, waiting: 100 }, () =>
  Errors.unavailable('Too many logins at once. Try again in a few seconds.'),
);

/** NFC: the same password typed on another system may arrive in another composition. */
const textOf = (password: string) => password.normalize();

/** Scheme, cost, salt and hash in one text, so that the cost can be raised while stored hashes stay valid. */
export function hashPassword(password: string): Promise<string> {
  return limited(() => forNew.hash(textOf(password)));
}

/**
 * Takes as long for an unknown account as for a wrong password, whichever scheme its hash is of: every scheme is computed, so
 * that response times reveal no accounts.
 */
export async function isPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  const fits = await limited(async () => {
    const found: boolean[] = [];
    for (const scheme of schemes) {
      const given = stored ? scheme.read(stored) : undefined;
      found.push((await derivesTo(given ?? scheme.ofNoAccount, textOf(password))) && given !== undefined);
    }
    return found;
  });
  return fits.includes(true);
}

async function derivesTo({ hash, derive }: StoredPassword, text: string): Promise<boolean> {
  const given = await derive(text);
  return given.length === hash.length && timingSafeEqual(given, hash);
}
