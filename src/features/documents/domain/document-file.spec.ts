import { describe, expect, it } from '@jest/globals';
import { extensionOf, stemOf } from './document-file.js';

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
