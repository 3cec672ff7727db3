import { describe, expect, it } from '@jest/globals';
import { judge, sizeProblem } from './judgement.js';

const sha256 = 'a'.repeat(64);
const declared = { contentType: 'image/png', declaredHash: null as string | null };
const png = { mimeType: 'image/png', text: 'binary' as const, macroEnabled: false };
const pdf = { mimeType: 'application/pdf', text: 'binary' as const, macroEnabled: false };
const clean = { verdict: 'clean' as const };
const infected = { verdict: 'infected' as const, signature: 'Eicar' };
const unscannable = { verdict: 'unscannable' as const, why: 'encrypted' };
const away = { verdict: 'error' as const, why: 'no answer' };

describe('judge', () => {
  it('admits only what is clean and what it claims to be', () => {
    expect(judge(declared, { sha256, detected: png, verdict: clean })).toEqual({ outcome: 'admit' });
    expect(judge({ ...declared, declaredHash: sha256 }, { sha256, detected: png, verdict: clean })).toEqual({
      outcome: 'admit',
    });
  });

  it('waits when the scanner could not say, whatever else was found', () => {
    const found = { sha256: 'b'.repeat(64), detected: pdf, verdict: away };
    expect(judge({ ...declared, declaredHash: sha256 }, found)).toEqual({ outcome: 'wait', why: 'no answer' });
  });

  it.each([
    ['infected:Eicar', { verdict: infected, detected: pdf, sha256: 'b'.repeat(64) }],
    ['checksum_mismatch', { verdict: clean, detected: pdf, sha256: 'b'.repeat(64) }],
    ['mime_mismatch', { verdict: unscannable, detected: pdf, sha256 }],
    ['unscannable:encrypted', { verdict: unscannable, detected: png, sha256 }],
  ])('rejects for the first of its reasons: %s', (reason, found) => {
    expect(judge({ ...declared, declaredHash: sha256 }, found)).toEqual({ outcome: 'reject', reason });
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
