import { expect, it } from '@jest/globals';
import { BodyFingerprint, fingerprintOf } from './fingerprint.js';

it('is the same for members in another order, and for no other value', () => {
  const request = { params: { id: '1' }, body: { a: 1, b: [1, 2] } };
  expect(fingerprintOf({ body: { b: [1, 2], a: 1 }, params: { id: '1' } })).toEqual(fingerprintOf(request));
  expect(fingerprintOf({ ...request, body: { a: 1, b: [2, 1] } })).not.toEqual(fingerprintOf(request));
});

it('of a body depends on its bytes and on what is said beside them, not on how the bytes are cut', () => {
  const of = (chunks: string[], said: unknown) => {
    const fingerprint = new BodyFingerprint();
    for (const chunk of chunks) fingerprint.update(Buffer.from(chunk));
    fingerprint.end(said);
    return fingerprint.digest();
  };
  expect(of(['ab', 'c'], { x: 1, y: 2 })).toBe(of(['a', 'bc'], { y: 2, x: 1 }));
  expect(of(['abc'], { x: 1 })).not.toBe(of(['abd'], { x: 1 }));
  expect(of(['abc'], { x: 1 })).not.toBe(of(['abc'], { x: 2 }));
});
