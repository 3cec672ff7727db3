import { describe, expect, it } from '@jest/globals';
import { documentKey, extensionOf, sanitizedFilename, stemOf } from './document-file.js';

describe('the extension of a file name', () => {
  it.each([
    ['report.PDF', 'pdf'],
    ['a.tar.gz', 'gz'],
    ['none', ''],
    ['ends.', ''],
    ['.pdf', 'pdf'],
  ])('of %s is %j', (filename, extension) => {
    expect(extensionOf(filename)).toBe(extension);
  });
});

describe('the default name of a document', () => {
  it.each([
    ['Report 2026.final.pdf', 'Report 2026.final'],
    ['.pdf', '.pdf'],
    ['  .pdf', '  .pdf'],
    ['日本語.docx', '日本語'],
  ])('of %j is %j', (filename, name) => {
    expect(stemOf(filename)).toBe(name);
  });
});

describe('a file name in a key', () => {
  it.each([
    ['Résumé (final).PDF', 'Resume_final_.pdf'],
    ['../../etc/passwd.txt', '_.._etc_passwd.txt'],
    ['日本語.docx', '_.docx'],
    ['.pdf', 'document.pdf'],
    ['a\u0000b%2f.txt', 'a_b_2f.txt'],
    ['x.p\u00e4f', 'x.paf'],
  ])('of %j is %s', (filename, safe) => {
    expect(sanitizedFilename(filename)).toBe(safe);
  });

  it.each([`${'a'.repeat(500)}.xlsx`, `${'é'.repeat(300)}.pdf`, '\u{1f600}'.repeat(200) + '.md'])(
    'keeps to 200 bytes, and keeps the extension: %#',
    (filename) => {
      const safe = sanitizedFilename(filename);
      expect(safe).toMatch(/^[A-Za-z0-9._-]+\.(xlsx|pdf|md)$/);
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200);
    },
  );

  it('is the last part of the key', () => {
    const place = { prefix: 'documents', workspaceId: 'ws_1', documentId: 'doc_1', filename: 'a b.txt' };
    expect(documentKey(place)).toBe('documents/ws_1/doc_1/a_b.txt');
  });
});
