import { describe, expect, it } from '@jest/globals';
import { composeMail, meaningOf, safeName } from './compose-mail.js';
import { audienceOf } from './occasion.js';

describe('audienceOf', () => {
  it.each([
    ['upload.rejected', 'infected:Eicar-Test-Signature', 'administrators'],
    ['upload.rejected', 'quarantined:encrypted', 'administrators'],
    ['upload.quarantined', 'a reason', 'administrators'],
    ['upload.quarantined', null, 'administrators'],
    ['upload.rejected', 'staging_ttl', 'uploader'],
    ['upload.rejected', 'mime_mismatch', undefined],
    ['upload.rejected', null, undefined],
    ['upload.expired', 'expired', undefined],
    ['upload.available', 'infected:no', undefined],
  ])('%s with %j: %s', (type, detail, audience) => expect(audienceOf({ type, detail })).toBe(audience));
});

describe('safeName', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['a\r\nBcc: everybody@example.com', 'a Bcc: everybody@example.com'],
    ['gnp.\u202eexe', 'gnp. exe'],
    ['a\u2028b\u2029c\0d', 'a b c d'],
    ['  spaced\t out ', 'spaced out'],
    ['Überweisung €.pdf', 'Überweisung €.pdf'],
  ])('%j is %j', (name, safe) => expect(safeName(name)).toBe(safe));

  it('shortens by characters, not by halves of them', () => {
    expect(safeName('🦆'.repeat(200))).toBe(`${'🦆'.repeat(79)}…`);
  });
});

describe('composeMail', () => {
  const one = {
    ...{ id: 'ntf_1', uploadId: 'upl_1', reason: 'infected:Eicar', filename: 'a.pdf\r\nBcc: x@example.com' },
    ...{ workspaceName: 'default', createdAt: new Date(0) },
  };

  it('names the file in one line', () => {
    const { subject, text } = composeMail([one]);
    expect(subject).toBe('File refused: a.pdf Bcc: x@example.com');
    expect(text).toContain('- a.pdf Bcc: x@example.com: malware was found in it (Eicar).\n  Upload upl_1, 1970');
  });

  it('is one message for many', () => {
    const { subject, text } = composeMail([one, { ...one, uploadId: 'upl_2' }]);
    expect(subject).toBe('2 files were refused in default');
    expect(text).toContain('upl_2');
  });

  it('has words for each reason', () => {
    expect(meaningOf('staging_ttl')).toMatch(/send it again/);
    expect(meaningOf('something\nelse')).toBe('something else');
  });
});
