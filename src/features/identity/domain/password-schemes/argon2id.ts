import crypto, { randomBytes } from 'node:crypto';
import { HASH_BYTES, type PasswordScheme, SALT_BYTES, type StoredPassword } from './password-scheme.js';

interface Cost {
  /** KiB. */
  memory: number;
  passes: number;
  parallelism: number;
}

/** OWASP's setting: 19 MiB and two passes. */
const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 };

/** The text of the reference implementation (PHC): `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`. */
const STORED = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{22,})$/;

const textOf = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const options = { ...cost, message: password, nonce: salt, tagLength: HASH_BYTES };
  return new Promise((resolve, reject) => {
    crypto.argon2('argon2id', options, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
}

const stored = (salt: Buffer, hash: Buffer, cost: Cost): StoredPassword => ({
  hash,
  derive: (password) => derive(password, salt, cost),
});

/** Argon2id (RFC 9106), by Node 24.7 and newer. */
export const argon2id: PasswordScheme = {
  isAvailable: typeof (crypto as { argon2?: unknown }).argon2 === 'function',

  async hash(password) {
    const salt = randomBytes(SALT_BYTES);
    const { memory, passes, parallelism } = COST;
    const hash = await derive(password, salt, COST);
    return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${textOf(salt)}$${textOf(hash)}`;
  },

  read(text) {
    const [, memory, passes, parallelism, salt, hash] = STORED.exec(text) ?? [];
    if (!salt || !hash) return undefined;
    const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
    return stored(Buffer.from(salt, 'base64'), Buffer.from(hash, 'base64'), cost);
  },

  ofNoAccount: stored(Buffer.alloc(SALT_BYTES), Buffer.alloc(HASH_BYTES), COST),
};
