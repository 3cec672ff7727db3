import { describe, expect, it } from '@jest/globals';
import { checksumAlgorithms, createDigest, isChecksumValue } from './checksums.js';

/** The published check values for "123456789". */
const CHECK: Record<string, string> = {
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
  sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
};

describe.each(checksumAlgorithms)('%s', (algorithm) => {
  it('has its published check value for every chunking', () => {
    const whole = createDigest(algorithm);
    whole.update(Buffer.from('123456789'));
    const pieces = createDigest(algorithm);
    for (const piece of ['1', '', '2345', '6789']) pieces.update(Buffer.from(piece));
    expect(whole.digest().toString('hex')).toBe(CHECK[algorithm]);
    expect(pieces.digest().toString('hex')).toBe(CHECK[algorithm]);
  });

  it('recognises a value of its own length', () => {
    const value = createDigest(algorithm).digest().toString('base64');
    expect(isChecksumValue(algorithm, value)).toBe(true);
    expect(isChecksumValue(algorithm, value.slice(4))).toBe(false);
    expect(isChecksumValue(algorithm, `${value}!`)).toBe(false);
  });
});
