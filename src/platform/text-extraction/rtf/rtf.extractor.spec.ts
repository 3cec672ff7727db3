import { describe, expect, it } from '@jest/globals';
import { segmentsOf } from '../../../../test/support/segments-of.js';
import { footnotes, pageTexts, shareInOrder, sourceDocument } from '../../../../test/support/source-documents.js';

const textOf = async (rtf: string | Buffer) =>
  (await segmentsOf(typeof rtf === 'string' ? Buffer.from(rtf, 'latin1') : rtf, 'doc'))
    .map(({ text }) => text)
    .join('\n');

describe('the text of RTF', () => {
  it('is that of the document, in order', async () => {
    const text = await textOf(sourceDocument('libreoffice.rtf'));
    expect(shareInOrder(pageTexts.join('\n'), text)).toBe(1);
    for (const note of footnotes) expect(text).toContain(note);
  });

  it.each([
    ['the code page of the file', String.raw`{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}`, 'Привет'],
    [
      'the character set of a font',
      String.raw`{\rtf1\ansi{\fonttbl{\f0\fcharset128 MS;}}\f0 \'93\'fa\'96\'7b}`,
      '日本',
    ],
    ['Unicode with a replacement for old readers', String.raw`{\rtf1\uc1 \u945?\u-10179?\u-8704?!}`, 'α😀!'],
    ['characters with a meaning', String.raw`{\rtf1 \{a\}\\b\~c\_d\-e}`, '{a}\\b\u00a0c-de'],
    ['paragraphs, cells and rows', String.raw`{\rtf1 one\par two\cell three\cell\row four}`, 'one\ntwo\tthree\t\nfour'],
    ['text behind bytes of a picture', `{\\rtf1 a{\\pict\\bin4 }}{{}b}`, 'ab'],
    ['visible text only', String.raw`{\rtf1 a{\v hidden}{\deleted gone}{\*\unknown no}{\info{\title no}}b}`, 'ab'],
  ])('reads %s', async (_what, rtf, text) => {
    expect(await textOf(rtf)).toBe(text);
  });

  it('is whole when it is read in several pieces', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
    expect(await textOf(`{\\rtf1 ${lines.join('\\par\n')}}`)).toBe(lines.join('\n'));
  });

  it('is none of an empty document', async () => {
    await expect(textOf('{\\rtf1}')).rejects.toMatchObject({ code: 'empty' });
  });

  it('is not read of a tower of groups', async () => {
    await expect(textOf(`{\\rtf1 a${'{'.repeat(20_000)}`)).rejects.toMatchObject({ code: 'corrupt' });
  });
});
