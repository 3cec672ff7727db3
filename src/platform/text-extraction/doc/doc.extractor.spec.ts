import { describe, expect, it } from '@jest/globals';
import { writeOle } from '../../../../test/support/ole-writer.js';
import { word95File, word97File } from '../../../../test/support/word97-file.js';
import { segmentsOf } from '../../../../test/support/segments-of.js';
import {
  footnotes,
  pageTexts,
  shareInOrder,
  source,
  sourceDocument,
} from '../../../../test/support/source-documents.js';

const whole = sourceDocument('libreoffice.doc');
const textOf = async (bytes: Buffer) => (await segmentsOf(bytes, 'doc')).map(({ text }) => text).join('\n');

/** Where the header of the WordDocument stream is, by its first bytes. */
const fibAt = whole.indexOf(Buffer.from('eca5', 'hex'));

function changed(offset: number, change: (bytes: Buffer, at: number) => void): Buffer {
  const bytes = Buffer.from(whole);
  change(bytes, fibAt + offset);
  return bytes;
}

describe('the text of a Word document', () => {
  it('is the text, the footnotes, then each header once', async () => {
    const text = await textOf(whole);
    expect(shareInOrder([...pageTexts, ...footnotes, source.header].join('\n'), text)).toBe(1);
    expect(text.split(source.header)).toHaveLength(2);
    expect(text).toContain('München\t1512491\tIsar\n');
  });

  it.each([
    ['of fields their result', 'see \u0013 HYPERLINK "x" \u0014the page\u0015.', 'see the page.'],
    ['of fields in fields the outer result', '\u0013 IF \u0013 A \u0014b\u0015 = 1 \u0014yes\u0015', 'yes'],
    ['of tables cells and rows', 'a\u0007b\u0007\u0007c\u0007d\u0007\u0007end', 'a\tb\nc\td\nend'],
    ['of hyphens the visible ones', 'non\u001ebreaking op\u001ftional', 'non-breaking optional'],
    ['of pictures, notes and comments no mark', 'a\u0001b\u0002c\u0005d\u0008e', 'abcde'],
  ])('has %s', async (_what, raw, text) => {
    expect(await textOf(word97File(raw))).toBe(text);
  });

  it('is whole when it is read in several pieces', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `line ${i}`);
    expect(await textOf(word97File(lines.join('\r')))).toBe(lines.join('\n'));
  });

  it.each([
    ['a western', 0x0409, '4772fcdf650d', 'Grüße'],
    ['a Russian', 0x0419, 'cff0e8e2e5f20d', 'Привет'],
    ['a Japanese', 0x0411, '93fa967b0d', '日本'],
  ])('is read in the code page of %s Windows in Word 95', async (_which, language, hex, text) => {
    expect(await textOf(word95File(Buffer.from(hex, 'hex'), language))).toBe(text);
  });

  it.each([
    ['encrypted', 'under a password', changed(0x0a, (b, at) => b.writeUInt16LE(b.readUInt16LE(at) | 0x100, at))],
    ['corrupt', 'of no version of Word', changed(0, (b, at) => b.writeUInt16LE(0x1234, at))],
    ['corrupt', 'whose pieces lie behind its end', changed(0x1a2, (b, at) => b.writeUInt32LE(0x7fffffff, at))],
    ['corrupt', 'with empty streams', writeOle(['WordDocument', '1Table'])],
    ['corrupt', 'cut off in the middle', whole.subarray(0, whole.length / 2)],
    ['corrupt', 'cut off near its start', whole.subarray(0, 600)],
    ['corrupt', 'whose sectors form a ring', ring()],
  ])('is %s: %s', async (code, _what, bytes) => {
    await expect(segmentsOf(bytes, 'doc')).rejects.toMatchObject({ code });
  });
});

/** Every sector of the allocation table is followed by itself. */
function ring(): Buffer {
  const bytes = Buffer.from(whole);
  const table = (bytes.readUInt32LE(76) + 1) * 512;
  for (let i = 0; i < 128; i++) bytes.writeUInt32LE(i, table + i * 4);
  return bytes;
}
