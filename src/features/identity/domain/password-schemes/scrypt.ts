import { randomBytes, scrypt as scryptOfNode } from 'node:crypto';
import { HASH_BYTES, type PasswordScheme, SALT_BYTES, type StoredPassword } from './password-scheme.js';

interface Cost {
  N: number;
  r: number;
  p: number;
}

/** 16 MiB and five passes: OWASP's scrypt setting with the least memory, so that concurrent logins stay within bounds. */
const COST: Cost = { N: 2 ** 14, r: 8, p: 5 };

const STORED = /^scrypt\$(\d{1,7})\$(\d{1,3})\$(\d{1,3})\$([\w-]{11,})\$([\w-]{22,})$/;

function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  const options = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scryptOfNode(password, salt, HASH_BYTES, options, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
}

const stored = (salt: Buffer, hash: Buffer, cost: Cost): StoredPassword => ({
  hash,
  derive: (password) => derive(password, salt, cost),
});

/** scrypt: of accounts made before Argon2id, and of processes whose Node does not have that. */
export const scrypt: PasswordScheme = {
  isAvailable: true,

  async hash(password) {
    const salt = randomBytes(SALT_BYTES);
    const hash = await derive(password, salt, COST);
    return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
  },

  read(text) {
    const [, N, r, p, salt, hash] = STORED.exec(text) ?? [];
    if (!salt || !hash) return undefined;
    const cost = { N: Number(N), r: Number(r), p: Number(p) };
    return stored(Buffer.from(salt, 'base64url'), Buffer.from(hash, 'base64url'), cost);
  },

  ofNoAccount: stored(Buffer.alloc(SALT_BYTES), Buffer.alloc(HASH_BYTES), COST),
};
