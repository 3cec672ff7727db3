import { describe, expect, it } from '@jest/globals';
import { judge, sizeProblem } from './judgement.js';

const sha256 = 'a'.repeat(64);
const other = 'b'.repeat(64);
const declared = { declaredHash: null as string | null, maxImageBytes: null as number | null };
const file = { sha256, size: 100, isImage: true };
const fits = { refusesType: false };
const clean = { verdict: 'clean' as const };
const infected = { verdict: 'infected' as const, signature: 'Eicar' };
const unscannable = { verdict: 'unscannable' as const, why: 'encrypted' };
const away = { verdict: 'error' as const, why: 'no answer' };

describe('judge', () => {
  it('admits only what is clean and what it claims to be', () => {
    expect(judge(declared, { ...file, verdict: clean }, fits)).toEqual({ outcome: 'admit' });
    expect(judge({ ...declared, declaredHash: sha256 }, { ...file, verdict: clean }, fits)).toEqual({
      outcome: 'admit',
    });
  });

  it('waits when the scanner could not say, whatever else was found', () => {
    const found = { ...file, sha256: other, verdict: away };
    expect(judge({ ...declared, declaredHash: sha256 }, found, { refusesType: true })).toEqual({
      outcome: 'wait',
      why: 'no answer',
    });
  });

  it.each([
    ['infected:Eicar', { verdict: infected, sha256: other }, true],
    ['checksum_mismatch', { verdict: clean, sha256: other }, true],
    ['image_too_large', { verdict: unscannable, sha256, size: 101 }, true],
    ['mime_mismatch', { verdict: unscannable, sha256 }, true],
    ['mime_mismatch', { verdict: unscannable, sha256, size: 101, isImage: false }, true],
    ['unscannable:encrypted', { verdict: unscannable, sha256 }, false],
  ])('rejects for the first of its reasons: %s', (reason, found, refusesType) => {
    const upload = { declaredHash: sha256, maxImageBytes: 100 };
    expect(judge(upload, { ...file, ...found }, { refusesType })).toEqual({ outcome: 'reject', reason });
  });
});

describe('sizeProblem', () => {
  it.each([
    [5, { declaredSize: 5, reservedBytes: 5 }, undefined],
    [0, { declaredSize: 0, reservedBytes: 0 }, undefined],
    [5, { declaredSize: null, reservedBytes: 5 }, undefined],
    [0, { declaredSize: null, reservedBytes: 5 }, 'empty'],
    [0, { declaredSize: 5, reservedBytes: 5 }, 'empty'],
    [4, { declaredSize: 5, reservedBytes: 5 }, 'size_mismatch'],
    [6, { declaredSize: 5, reservedBytes: 5 }, 'size_mismatch'],
    [6, { declaredSize: null, reservedBytes: 5 }, 'size_mismatch'],
  ])('of %d bytes for %p is %p', (size, upload, problem) => {
    expect(sizeProblem(size, upload)).toBe(problem);
  });
});
