import { describe, expect, it } from '@jest/globals';
import { hashOf, isSecret, newSecret, prefixOf } from './api-key-secret.js';

describe('the secret of an API key', () => {
  it('has 192 random bits', () => {
    const secrets = Array.from({ length: 1000 }, newSecret);
    expect(new Set(secrets).size).toBe(1000);
    for (const secret of secrets) expect(Buffer.from(secret.slice(3), 'base64url')).toHaveLength(24);
  });

  it('is recognised by its form', () => {
    expect(isSecret(newSecret())).toBe(true);
    const others = ['', 'sk_', 'sk_short', `pk_${'a'.repeat(32)}`, `sk_${'a'.repeat(31)}.`, `sk_${'a'.repeat(32)}\n`];
    for (const other of [...others, `sk_${'a'.repeat(201)}`, 'eyJh.eyJp.c2ln'])
      expect([other, isSecret(other)]).toEqual([other, false]);
  });

  it('is kept as a digest and a prefix that give nothing away', () => {
    const secret = newSecret();
    expect(hashOf(secret)).toHaveLength(32);
    expect(hashOf(hashOf(secret).toString('hex'))).not.toEqual(hashOf(secret));
    expect(secret.length - prefixOf(secret).length).toBeGreaterThanOrEqual(24);
  });
});
