import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checksumOf, readChecksum } from './checksum.js';

const bytes = Buffer.from('hello');
const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest();
const md5 = digest('md5').toString('base64');
const sha256 = digest('sha256').toString('base64');

describe('a checksum', () => {
  it('is an MD5 or a SHA-256 by its length, with or without a name', () => {
    expect(readChecksum(md5)).toEqual({ contentMd5: md5 });
    const hash = { fileHash: digest('sha256').toString('hex') };
    expect(readChecksum(sha256)).toEqual(hash);
    expect(readChecksum(`sha256:${sha256}`)).toEqual(hash);
  });

  it.each([
    ['nothing', ''],
    ['an MD5 called a SHA-256', `sha256:${md5}`],
    ['a name of another algorithm', `md5:${md5}`],
    ['another case of the name', `SHA256:${sha256}`],
    ['hex', digest('md5').toString('hex')],
    ['hex of a SHA-256', digest('sha256').toString('hex')],
    ['a SHA-1', digest('sha1').toString('base64')],
    ['no padding', md5.replaceAll('=', '')],
    ['too much padding', `${md5}=`],
    ['a space', ` ${md5}`],
    ['a line break', `${md5}\n`],
    ['base64 for URLs', Buffer.alloc(16, 0xff).toString('base64').replaceAll('/', '_')],
    ['spare bits that are set', md5.replace(/.==$/, 'B==')],
  ])('that is %s is refused', (_, text) => {
    expect(readChecksum(text)).toBeNull();
  });

  it('is read from what every encoder writes, and from nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 40 }), (given) => {
        const text = Buffer.from(given).toString('base64');
        expect(readChecksum(text) !== null).toBe(given.length === 16 || given.length === 32);
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => readChecksum(text) === null));
  });

  it('of a record is the one that it was announced with', () => {
    expect(checksumOf({ contentMd5: md5, declaredHash: null })).toBe(md5);
    expect(checksumOf({ contentMd5: null, declaredHash: digest('sha256').toString('hex') })).toBe(sha256);
  });
});
