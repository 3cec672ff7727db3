import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { documentFailures, failureOf } from './document-failures.js';

const SOURCE = join(import.meta.dirname, '../../../../../src/features');

/** The reasons that the source gives uploads that end: literals of `statusReason`, `reason` and what judges them. */
function reasonsInSource(): string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  const code = files
    .filter((file) => /^(uploads|scanning|quarantine)\/.*(?<!\.spec)\.ts$/.test(file))
    .map((file) => readFileSync(join(SOURCE, file), 'utf8'))
    .join('\n');
  const literals = [
    ...code.matchAll(/(?:statusReason|reason): ['`]([a-z_]+)/g),
    ...code.matchAll(/return ['`]([a-z_]+_mismatch|empty|expired)['`]/g),
    ...code.matchAll(/\? '([a-z_]+)' : undefined/g),
    ...code.matchAll(/[`']((?:infected|unscannable|quarantined):)/g),
  ];
  return [...new Set(literals.map(([, reason]) => reason!.replace(':', '')))];
}

describe('the reasons of failed documents', () => {
  it('has a text for every reason that an upload ends with', () => {
    const reasons = reasonsInSource();
    expect(reasons).toEqual(expect.arrayContaining(['infected', 'expired', 'size_mismatch', 'canceled_by_user']));
    expect(reasons.filter((reason) => !(reason in documentFailures))).toEqual([]);
  });

  it.each(Object.entries(documentFailures))('%s says what happened, and what to do next', (code, text) => {
    expect(text).toMatch(/^[A-Z].+\.$/);
    expect(text.split(/\. |, (?:and|or) /).length).toBeGreaterThan(1);
    expect(failureOf({ status: 'FAILURE', errorCode: code, errorMessage: null })).toEqual({ code, message: text });
  });

  it('prefers what the extraction found', () => {
    const failed = { status: 'FAILURE', errorCode: 'too_large', errorMessage: 'It has 14,000 pages.' };
    expect(failureOf(failed)).toEqual({ code: 'too_large', message: 'It has 14,000 pages.' });
  });

  it('has a code and a text for a reason of another release', () => {
    const failed = { status: 'FAILURE', errorCode: 'new_reason', errorMessage: null };
    expect(failureOf(failed)).toEqual({ code: 'failed', message: documentFailures.failed });
  });

  it.each(['PENDING', 'PROCESSING', 'SUCCESS'])('a document that is %s has no error', (status) => {
    expect(failureOf({ status, errorCode: null, errorMessage: null })).toBeUndefined();
  });
});
