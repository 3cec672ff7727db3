import { describe, expect, it } from '@jest/globals';
import {
  deflated,
  pageContent,
  pdfOfContents,
  pdfOfLines,
  pdfStream,
  writePdf,
} from '../../../../test/support/pdf-writer.js';
import { segmentsOf } from '../../../../test/support/segments-of.js';
import {
  footnotes,
  pageTexts,
  shareInOrder,
  slideTexts,
  sourceDocument,
} from '../../../../test/support/source-documents.js';
import { bytesInMemory } from '../document-bytes.js';
import { extractDocument } from '../extract-document.js';

const textOf = async (bytes: Buffer) => (await segmentsOf(bytes, 'pdf')).map(({ text }) => text).join('\n');
const onePage = (lines: string[], more = '', objects: (string | Buffer)[] = []) =>
  pdfOfContents([deflated(pageContent(lines))], more, objects);

describe('the text of a PDF', () => {
  it.each([
    'libreoffice.pdf',
    'libreoffice-tagged.pdf',
    'qpdf-object-streams.pdf',
    'qpdf-owner-password.pdf',
    'qpdf-rotated.pdf',
  ])('is that of every page, in order: %s', async (name) => {
    const segments = await segmentsOf(sourceDocument(name), 'pdf');
    expect(segments.map(({ page }) => page)).toEqual([1, 2, 3]);
    segments.forEach(({ text }, i) => expect(shareInOrder(pageTexts[i]!, text)).toBe(1));
    for (const note of footnotes) expect(segments[0]!.text).toContain(note);
  });

  it('is that of every slide', async () => {
    const segments = await segmentsOf(sourceDocument('libreoffice-slides.pdf'), 'pdf');
    expect(segments.map(({ page }) => page)).toEqual([1, 2, 3]);
    segments.forEach(({ text }, i) => expect(shareInOrder(slideTexts[i]!, text)).toBe(1));
  });

  it('has whole paragraphs, whole words and one line for each row of a table', async () => {
    const [first, second] = await segmentsOf(sourceDocument('libreoffice.pdf'), 'pdf');
    expect(first!.text).toContain('five fluffy coffers and a difficult affidavit were filed');
    expect(first!.text).toContain('Fußgängerübergänge');
    expect(second!.text).toContain('Stadt Einwohner Fluss\nMünchen 1512491 Isar\nŁódź 670642 Łódka\n');
  });

  it('is read behind bytes of a mail or a web server', async () => {
    expect(await textOf(Buffer.concat([Buffer.alloc(1000, 'x\n'), onePage(['Late'])]))).toBe('Late');
  });

  it('includes notes and the values of form fields, not the names of links and hidden notes', async () => {
    const annotations = [
      '<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(A note)>>',
      '<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Anna)/Rect[0 0 9 9]>>',
      '<</Type/Annot/Subtype/Widget/FT/Btn/T(box)/V/Yes/Rect[0 0 9 9]>>',
      '<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Contents(A link)>>',
      '<</Type/Annot/Subtype/Text/F 2/Rect[0 0 9 9]/Contents(Hidden)>>',
    ];
    const references = annotations.map((_, i) => `${6 + i} 0 R`).join(' ');
    expect(await textOf(onePage(['Text'], `/Annots[${references}]`, annotations))).toBe('Text\nA note\nAnna');
  });

  it('is read of Japanese fonts that the file does not hold', async () => {
    const content = pdfStream(`BT /F1 12 Tf 72 700 Td <${Buffer.from('93fa967b8cea', 'hex').toString('hex')}> Tj ET`);
    const font = '<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding/90ms-RKSJ-H/DescendantFonts[6 0 R]>>';
    const descendant =
      '<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>' +
      '/FontDescriptor<</Type/FontDescriptor/FontName/Ryumin-Light/Flags 4>>>>';
    const pdf = writePdf([
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[4 0 R]/Count 1>>',
      font,
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>',
      content,
      descendant,
    ]);
    expect(await textOf(pdf)).toBe('日本語');
  });

  it('is nothing for a page that is a picture', async () => {
    const picture = deflated(
      Buffer.alloc(300 * 300 * 3),
      '/Type/XObject/Subtype/Image/Width 300/Height 300/BitsPerComponent 8/ColorSpace/DeviceRGB',
    );
    const scan = pdfOfContents([pdfStream('q 595 0 0 842 0 0 cm /I Do Q')], '/Resources<</XObject<</I 6 0 R>>>>', [
      picture,
    ]);
    expect(await segmentsOf(scan, 'pdf')).toEqual([]);
  });

  it('reports progress by page', async () => {
    const shares: number[] = [];
    for await (const extracted of extractDocument(bytesInMemory(pdfOfLines([['a'], ['b'], ['c'], ['d']])), 'pdf'))
      if (extracted.kind === 'progress') shares.push(extracted.share);
    expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
  });
});

describe('a PDF that cannot be read', () => {
  const whole = sourceDocument('libreoffice.pdf');

  it.each([
    ['encrypted', 'with a password', sourceDocument('qpdf-user-password.pdf')],
    ['corrupt', 'cut off in its first object', whole.subarray(0, 100)],
    ['corrupt', 'cut off in the middle', whole.subarray(0, whole.length / 2)],
    ['corrupt', 'cut off before its table', whole.subarray(0, whole.length - 200)],
    ['corrupt', 'of garbage', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5_000, 'garbage ')])],
    ['corrupt', 'without pages', writePdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>'])],
    [
      'corrupt',
      'whose page tree is a ring',
      writePdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R]/Count 9>>']),
    ],
  ])('is %s: %s', async (code, _what, bytes) => {
    await expect(segmentsOf(bytes, 'pdf')).rejects.toMatchObject({ code });
  });

  it('is too large with more pages than are read', async () => {
    await expect(segmentsOf(pdfOfLines([['a'], ['b'], ['c']]), 'pdf', { pages: 2 })).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('3 pages; at most 2'),
    });
  });

  it('is unsupported as a dynamic form', async () => {
    const form = writePdf([
      '<</Type/Catalog/Pages 2 0 R/NeedsRendering true/AcroForm<</XFA 4 0 R/Fields[]>>>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>',
      pdfStream('<xdp/>'),
    ]);
    await expect(segmentsOf(form, 'pdf')).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/XFA/),
    });
  });

  it('keeps its memory within bounds when a page expands without end', async () => {
    const bomb = pdfOfContents([deflated('BT /F1 12 Tf 1 0 0 1 50 50 Tm (x) Tj ET\n'.repeat(3_000_000))]);
    await expect(segmentsOf(bomb, 'pdf')).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringMatching(/memory/),
    });
    expect((await segmentsOf(pdfOfLines([['After']]), 'pdf'))[0]!.text).toBe('After');
  });
});
