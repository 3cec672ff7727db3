import { describe, expect, it } from '@jest/globals';
import { judge, type Policy, sizeProblem } from './judgement.js';

const sha256 = 'a'.repeat(64);
const other = 'b'.repeat(64);
const declared = { declaredHash: null as string | null, maxImageBytes: null as number | null };
const file = { sha256, size: 100, isImage: true };
const clean = { verdict: 'clean' as const };
const infected = { verdict: 'infected' as const, signature: 'Eicar' };
const unscannable = { verdict: 'unscannable' as const, why: 'encrypted' };
const error = { verdict: 'error' as const, why: 'no answer' };

/** Every policy that a bucket can have. */
const policies: Policy[] = ([undefined, 'reject', 'quarantine', 'allow_flagged'] as const).flatMap((rule) =>
  [true, false].map((refusesType) => ({ unscannable: rule, refusesType })),
);
const acceptsType = policies.filter(({ refusesType }) => !refusesType);

describe.each(policies)('under the policy %j', (policy) => {
  it('malware is rejected, whatever else is right or wrong with the file', () => {
    for (const found of [{}, { sha256: other }, { size: 101 }, { isImage: false }])
      for (const declaredHash of [null, sha256])
        expect(judge({ declaredHash, maxImageBytes: 100 }, { ...file, ...found, verdict: infected }, policy)).toEqual({
          outcome: 'reject',
          reason: 'infected:Eicar',
        });
  });

  it('a file without a verdict waits, whatever else was found', () => {
    for (const found of [{}, { sha256: other }, { size: 101 }])
      expect(
        judge({ declaredHash: sha256, maxImageBytes: 100 }, { ...file, ...found, verdict: error }, policy),
      ).toEqual({ outcome: 'wait', why: 'no answer' });
  });

  it('a file with another hash than declared, and an image above its limit, are rejected', () => {
    for (const verdict of [clean, unscannable]) {
      expect(judge({ ...declared, declaredHash: other }, { ...file, verdict }, policy)).toEqual({
        outcome: 'reject',
        reason: 'checksum_mismatch',
      });
      expect(judge({ ...declared, maxImageBytes: 99 }, { ...file, verdict }, policy)).toEqual({
        outcome: 'reject',
        reason: 'image_too_large',
      });
    }
  });
});

describe('a file of a type that the bucket refuses', () => {
  it.each(policies.filter(({ refusesType }) => refusesType))('is rejected, clean or not: %j', (policy) => {
    for (const verdict of [clean, unscannable])
      expect(judge(declared, { ...file, verdict }, policy)).toEqual({ outcome: 'reject', reason: 'mime_mismatch' });
  });
});

describe('a clean file', () => {
  it.each(acceptsType)('of an accepted type is admitted without a flag: %j', (policy) => {
    for (const declaredHash of [null, sha256])
      expect(judge({ declaredHash, maxImageBytes: 100 }, { ...file, verdict: clean }, policy)).toEqual({
        outcome: 'admit',
      });
  });

  it('that is no image may be larger than the limit for images', () => {
    const found = { ...file, size: 101, isImage: false, verdict: clean };
    expect(judge({ ...declared, maxImageBytes: 100 }, found, { refusesType: false })).toEqual({ outcome: 'admit' });
  });
});

describe('an unscannable file of an accepted type', () => {
  it.each<[Policy['unscannable'], object]>([
    [undefined, { outcome: 'reject', reason: 'unscannable:encrypted' }],
    ['reject', { outcome: 'reject', reason: 'unscannable:encrypted' }],
    ['quarantine', { outcome: 'quarantine', reason: 'encrypted' }],
    ['allow_flagged', { outcome: 'admit', flag: 'unscannable:encrypted' }],
  ])('under the rule %s', (rule, judgement) => {
    const policy = { unscannable: rule, refusesType: false };
    expect(judge(declared, { ...file, verdict: unscannable }, policy)).toEqual(judgement);
  });
});

describe('the reasons of one file', () => {
  it.each([
    ['infected:Eicar', { verdict: infected, sha256: other }, true],
    ['checksum_mismatch', { verdict: clean, sha256: other, size: 101 }, true],
    ['image_too_large', { verdict: unscannable, sha256, size: 101 }, true],
    ['mime_mismatch', { verdict: unscannable, sha256 }, true],
    ['mime_mismatch', { verdict: unscannable, sha256, size: 101, isImage: false }, true],
    ['unscannable:encrypted', { verdict: unscannable, sha256 }, false],
  ])('have an order: %s comes first', (reason, found, refusesType) => {
    const upload = { declaredHash: sha256, maxImageBytes: 100 };
    expect(judge(upload, { ...file, ...found }, { refusesType })).toEqual({ outcome: 'reject', reason });
  });
});

describe('sizeProblem', () => {
  it.each([
    [5, { declaredSize: 5, reservedBytes: 5 }, undefined],
    [0, { declaredSize: 0, reservedBytes: 0 }, 'empty'],
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
