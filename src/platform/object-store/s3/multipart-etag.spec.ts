import { describe, expect, it } from '@jest/globals';
import { multipartEtag } from './multipart-etag.js';

const part = (partNumber: number, etag: string) => ({ partNumber, etag, size: 1 });

describe('multipartEtag', () => {
  it('is the MD5 of the MD5 sums and the number of parts', () => {
    // printf a | md5sum; printf b | md5sum; both sums as bytes through md5sum
    const parts = [part(1, '0cc175b9c0f1b6a831c399e269772661'), part(2, '92eb5ffee6ae2fec3ad71c777531578f')];
    expect(multipartEtag(parts)).toBe('96e024ba2074fe77e8e965ba43a704be-2');
  });

  it('is unknown when the parts carry no MD5 sums', () => {
    expect(multipartEtag([part(1, '0cc175b9c0f1b6a831c399e269772661'), part(2, 'kms')])).toBeNull();
  });
});
