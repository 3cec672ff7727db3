import { describe, expect, it } from '@jest/globals';
import { docx, pptx, xlsx } from '../../../../test/support/office.js';
import { ooxmlPackage, part, sheetsFile, slidesFile, wordFile } from '../../../../test/support/ooxml-package.js';
import { segmentsOf } from '../../../../test/support/segments-of.js';
import type { DocumentFormat } from '../text-extractor.js';

const MIB = 1024 * 1024;
const failing = (bytes: Buffer, format: DocumentFormat, limits = {}) =>
  segmentsOf(bytes, format, limits).then(
    () => 'read',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
const withDocument = (xml: string) => wordFile('', { parts: { 'word/document.xml': xml } });

describe('a hostile Office document', () => {
  it('that expands to more than the limit is too large', async () => {
    const bomb = wordFile(`<w:p><w:r><w:t>${'a'.repeat(8 * MIB)}</w:t></w:r></w:p>`);
    expect(bomb.length).toBeLessThan(MIB);
    expect(await failing(bomb, 'docx', { expandedBytes: MIB })).toBe('too_large');
    expect(await failing(bomb, 'docx', { characters: MIB })).toBe('too_large');
  });

  it('with a run of text that does not end is too large', async () => {
    expect(await failing(wordFile('a'.repeat(17 * MIB)), 'docx')).toBe('too_large');
  });

  it('that expands a little at each of many visits is too large', async () => {
    const entry = '<p:sldId id="1" r:id="s0"/>';
    const slide = `<a:p><a:r><a:t>x</a:t></a:r></a:p><!--${' '.repeat(MIB)}-->`;
    const presentation = part('p:presentation', `<p:sldIdLst>${entry.repeat(1_000)}</p:sldIdLst>`);
    const file = slidesFile({ 'slide1.xml': slide }, { parts: { 'ppt/presentation.xml': presentation } });
    expect(await failing(file, 'pptx', { expandedBytes: 20 * MIB })).toBe('too_large');
  });

  it('that is nested too deeply is too large', async () => {
    const deep = '<w:tbl><w:tr><w:tc>'.repeat(30_000) + '</w:tc></w:tr></w:tbl>'.repeat(30_000);
    expect(await failing(wordFile(deep), 'docx')).toBe('too_large');
  });

  it('with entities is corrupt, and no file is read for them', async () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document xmlns:w="w">&b;</w:document>`;
    const outside = `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><w:document xmlns:w="w">&a;</w:document>`;
    for (const xml of [laughs, outside]) expect(await failing(withDocument(xml), 'docx')).toBe('corrupt');
  });

  it.each([
    ['no end', '<w:document xmlns:w="w"><w:body>'],
    ['crossed tags', '<a><b></a></b>'],
    ['an unknown prefix', '<w:document/>'],
    ['nothing', ''],
    ['bytes of no text', '\u0001\u0002'],
  ])('whose XML has %s is corrupt', async (_, xml) => {
    expect(await failing(withDocument(xml), 'docx')).toBe('corrupt');
  });

  it('whose relationships form a ring is read once', async () => {
    const file = wordFile('<w:p><w:r><w:t>once</w:t></w:r></w:p>', {
      links: {
        'word/document.xml': [
          ['header', 'document.xml'],
          ['footer', 'document.xml'],
          ['header', '../../../../word/document.xml'],
        ],
      },
    });
    // As its own header it is the header; its text is not read again as the footer.
    expect((await segmentsOf(file, 'docx')).map(({ text }) => text)).toEqual(['once', 'once']);
  });

  it('without its main part, or with the root of another format, is corrupt or without text', async () => {
    const parts = { 'word/other.xml': part('w:document', '') };
    const lost = ooxmlPackage({ main: 'word/document.xml', type: 'wordprocessingml.document', parts });
    expect(await failing(lost, 'docx')).toBe('corrupt');
    expect(await segmentsOf(withDocument(part('x:workbook', '')), 'docx')).toEqual([]);
  });

  it('with 1,048,576 empty rows has no text, in little memory', async () => {
    const file = sheetsFile({ One: '<x:row/>'.repeat(1_048_576) + '<x:row><x:c><x:v>1</x:v></x:c></x:row>' });
    expect(await segmentsOf(file, 'xlsx')).toEqual([{ page: 1, sheet: 'One', row: 1_048_577, text: '1' }]);
  });

  it('with shared strings above the limit is too large', async () => {
    const strings = part('x:sst', `<x:si><x:t>${'s'.repeat(1_000)}</x:t></x:si>`.repeat(200));
    const file = sheetsFile(
      { One: '' },
      {
        links: { 'xl/workbook.xml': [['sharedStrings', 'sharedStrings.xml']] },
        parts: { 'xl/sharedStrings.xml': strings },
      },
    );
    expect(await failing(file, 'xlsx', { characters: 100_000 })).toBe('too_large');
  });

  it('is read by its content when it has the name of another format', async () => {
    expect((await segmentsOf(xlsx('17'), 'docx'))[0]).toMatchObject({ text: '17', sheet: 'Sheet1' });
    expect((await segmentsOf(docx('word'), 'pptx'))[0]).toMatchObject({ text: 'word', page: null });
    expect((await segmentsOf(pptx('slide'), 'txt'))[0]).toMatchObject({ text: 'slide', page: 1 });
  });

  it.each([
    ['docx', docx()],
    ['pptx', pptx()],
    ['xlsx', xlsx()],
  ] as const)('a %s of which bytes changed or are missing is read or refused, with a code', async (format, bytes) => {
    for (let at = 0; at < bytes.length; at += 17) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 0x55;
      for (const damaged of [changed, bytes.subarray(0, at)])
        expect(['read', 'corrupt', 'encrypted', 'empty', 'unsupported', 'too_large']).toContain(
          await failing(damaged, format),
        );
    }
  });
});
