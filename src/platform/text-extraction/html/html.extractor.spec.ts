import { describe, expect, it } from '@jest/globals';
import { segmentsOf } from '../../../../test/support/segments-of.js';
import { footnotes, pageTexts, shareInOrder, sourceDocument } from '../../../../test/support/source-documents.js';

const textOf = async (bytes: Buffer | string) =>
  (await segmentsOf(Buffer.from(bytes as string), 'doc')).map(({ text }) => text).join('\n');

describe('a file that is named .doc', () => {
  it('is read as the web page it is', async () => {
    const text = await textOf(sourceDocument('libreoffice.html'));
    expect(shareInOrder(pageTexts.join('\n'), text)).toBe(1);
    for (const note of footnotes) expect(text).toContain(note);
  });

  it('is read without its scripts and styles, with its tables', async () => {
    const page =
      '<html><head><style>p{}</style></head><body><p>A&amp;B\n c</p><script>no()</script><table><tr><td>1<td>2</table>';
    expect(await textOf(page)).toBe('A&B c\n1\t2');
  });

  it("is read as Word's XML", async () => {
    const xml =
      '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument><o:p>no</o:p><w:binData>AAAA</w:binData>' +
      '<w:body><w:p><w:r><w:t>One </w:t></w:r><w:r><w:t>two</w:t></w:r></w:p><w:p><w:t>three</w:t></w:p></w:body></w:wordDocument>';
    expect(await textOf(xml)).toBe('One two\nthree');
  });

  it('is read as the plain text it is', async () => {
    expect(await textOf('Just\r\ntext.')).toBe('Just\ntext.');
  });

  it.each([
    ['unsupported', /Word 2 for Windows/, Buffer.from('dba52d000000', 'hex')],
    ['unsupported', /MHTML/, 'MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n'],
    ['corrupt', /named \.doc/, Buffer.from([1, 2, 3, 0, 0, 5])],
    ['empty', /no text/, '<html><body></body></html>'],
  ])('ends as %s with a reason that is true: %s', async (code, message, bytes) => {
    await expect(textOf(bytes)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
