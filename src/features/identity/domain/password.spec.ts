import { describe, expect, it } from '@jest/globals';
import { scryptSync } from 'node:crypto';
import { hashPassword, isPassword } from './password.js';

describe('a password', () => {
  it('is known again, whichever way its letters are composed', async () => {
    const stored = await hashPassword('caf\u00e9 au lait');
    expect(await isPassword('cafe\u0301 au lait', stored)).toBe(true);
    expect(await isPassword('cafe au lait', stored)).toBe(false);
  });

  it('is salted, and stored with its cost', async () => {
    const [a, b] = await Promise.all([hashPassword('same'), hashPassword('same')]);
    expect(a).not.toBe(b);
    expect(a).toMatch(/^scrypt\$16384\$8\$5\$[\w-]{22}\$[\w-]{43}$/);
  });

  it('is known again after the cost was raised', async () => {
    const salt = Buffer.alloc(16, 1);
    const key = scryptSync('old', salt, 32, { N: 1024, r: 8, p: 1 }).toString('base64url');
    expect(await isPassword('old', `scrypt$1024$8$1$${salt.toString('base64url')}$${key}`)).toBe(true);
  });

  it.each([undefined, null, '', 'plain', 'md5$x', 'scrypt$1024$8$1$$'])(
    'matches nothing when %j is stored',
    async (stored) => {
      expect(await isPassword('', stored)).toBe(false);
      expect(await isPassword('plain', stored)).toBe(false);
    },
  );
});
