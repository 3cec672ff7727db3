import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { Errors } from '../../../shared/errors/errors.js';
import { limitedWork } from '../../../shared/limited-work.js';

interface Cost {
  N: number;
  r: number;
  p: number;
}

/** 16 MiB and five passes: OWASP's scrypt setting with the least memory, so that concurrent logins stay within bounds. */
const COST: Cost = { N: 2 ** 14, r: 8, p: 5 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** The thread pool also serves files and host names: logins never take more than half of it. */
const limited = limitedWork({ running: 2, waiting: 100 }, () =>
  Errors.unavailable('Too many logins at once. Try again in a few seconds.'),
);

function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  const options = { N, r, p, maxmem: 256 * N * r };
  // NFC: the same password typed on another system may arrive in another composition.
  const text = password.normalize();
  const work = () =>
    new Promise<Buffer>((resolve, reject) => {
      scrypt(text, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
    });
  return limited(work);
}

/** Cost, salt and hash in one text, so that the cost can be raised while stored hashes stay valid. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

const NO_ACCOUNT = ['scrypt', COST.N, COST.r, COST.p, 'AAAAAAAAAAAAAAAAAAAAAA', 'A'.repeat(43)].join('$');

/** Takes as long for an unknown account as for a wrong password, so that response times reveal no accounts. */
export async function isPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = (stored ?? NO_ACCOUNT).split('$');
  if (scheme !== 'scrypt' || !salt || !hash) return false;
  const expected = Buffer.from(hash, 'base64url');
  const given = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return Boolean(stored) && expected.length === given.length && timingSafeEqual(expected, given);
}
