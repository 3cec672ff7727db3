import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HmacKey } from './hmac-key.js';

const expected = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('hex');

describe('HmacKey', () => {
  it('is the HMAC-SHA-256 of RFC 4231', () => {
    const key = new HmacKey(Buffer.from('Jefe'));
    expect(key.sign('what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it.each([0, 1, 32, 63, 64, 65, 131])(
    'is that of node:crypto with a key of %d bytes, for one text after the other',
    (length) => {
      const secret = Buffer.alloc(length, 0xaa);
      const key = new HmacKey(secret);
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => key.sign(text) === expected(secret, text)),
      );
    },
  );
});
