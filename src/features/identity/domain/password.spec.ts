import { describe, expect, it } from '@jest/globals';
import { scryptSync } from 'node:crypto';
import { hashPassword, isPassword } from './password.js';
import { scrypt } from './password-schemes/scrypt.js';

describe('a password', () => {
  it('is known again, whichever way its letters are composed', async () => {
    const stored = await hashPassword('caf\u00e9 au lait');
    expect(await isPassword('cafe\u0301 au lait', stored)).toBe(true);
    expect(await isPassword('cafe au lait', stored)).toBe(false);
  });

  it('is salted, and stored as an Argon2id hash with its cost', async () => {
    const [a, b] = await Promise.all([hashPassword('same'), hashPassword('same')]);
    expect(a).not.toBe(b);
    expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  });

  // Made by the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32 -e
  it('is known again by a hash that another program made, with another cost', async () => {
    const stored = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await isPassword('password', stored)).toBe(true);
    expect(await isPassword('Password', stored)).toBe(false);
  });

  it('is known again by the hash of an earlier version, and after the cost was raised', async () => {
    expect(await isPassword('earlier', await scrypt.hash('earlier'))).toBe(true);
    expect(await isPassword('other', await scrypt.hash('earlier'))).toBe(false);
    const salt = Buffer.alloc(16, 1);
    const key = scryptSync('old', salt, 32, { N: 1024, r: 8, p: 1 }).toString('base64url');
    expect(await isPassword('old', `scrypt$1024$8$1$${salt.toString('base64url')}$${key}`)).toBe(true);
  });

  it.each([
    undefined,
    null,
    '',
    'plain',
    'md5$x',
    'scrypt$1024$8$1$$',
    '$argon2id$v=19$m=8,t=1,p=1$$',
    '$argon2i$v=19$',
  ])('matches nothing when %j is stored', async (stored) => {
    expect(await isPassword('', stored)).toBe(false);
    expect(await isPassword('plain', stored)).toBe(false);
  });
});
