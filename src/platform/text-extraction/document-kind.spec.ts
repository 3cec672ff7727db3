import { describe, expect, it } from '@jest/globals';
import { docm, docx, odt, pptx, xlsx } from '../../../test/support/office.js';
import { writeOle } from '../../../test/support/ole-writer.js';
import { segmentsOf } from '../../../test/support/segments-of.js';
import { writeZip } from '../../../test/support/zip-writer.js';
import { bytesInMemory } from './document-bytes.js';
import { documentKind } from './document-kind.js';

const kindOf = (bytes: Buffer) => documentKind(bytesInMemory(bytes), new AbortController().signal);

describe('the kind of a document', () => {
  it.each([
    ['docx', docx()],
    ['docx', docm()],
    ['xlsx', xlsx()],
    ['pptx', pptx()],
    ['odf', odt()],
    ['zip', writeZip([{ name: 'a.txt', data: Buffer.from('a') }])],
    ['doc', writeOle(['WordDocument', '1Table'])],
    ['xls', writeOle(['Workbook'])],
    ['encrypted', writeOle(['EncryptedPackage', 'EncryptionInfo'])],
    ['pdf', Buffer.from('\n\n%PDF-1.7')],
    ['rtf', Buffer.from('{\\rtf1 Hello}')],
    ['text', Buffer.from('Hello')],
  ])('is %s by its bytes', async (kind, bytes) => {
    expect(await kindOf(bytes)).toBe(kind);
  });

  it.each([
    ['encrypted', /password/, 'docx', writeOle(['EncryptedPackage', 'EncryptionInfo'])],
    ['unsupported', /OpenDocument/, 'docx', odt()],
    ['unsupported', /Word 2/, 'doc', Buffer.from('dba52d00a5a5', 'hex')],
    ['unsupported', /Excel 97-2003/, 'xlsx', writeOle(['Workbook'])],
    ['corrupt', /named \.docx/, 'docx', Buffer.from('not a document')],
    ['corrupt', /damaged/, 'docx', docx().subarray(0, 900)],
    ['empty', /no text/, 'pptx', Buffer.alloc(0)],
  ] as const)('ends as %s with a reason that is true', async (code, message, format, bytes) => {
    await expect(segmentsOf(bytes, format)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
