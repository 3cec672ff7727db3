import { describe, expect, it } from '@jest/globals';
import { docm } from '../../../../test/support/office.js';
import { type OoxmlLayout, part, wordFile } from '../../../../test/support/ooxml-package.js';
import { segmentsOf } from '../../../../test/support/segments-of.js';

const read = async (bytes: Buffer) => (await segmentsOf(bytes, 'docx')).map(({ text }) => text).join('\n');
const textOf = (body: string, more?: Partial<OoxmlLayout>) => read(wordFile(body, more));
const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (content: string) => `<w:p>${content}</w:p>`;

describe('the text of a Word document', () => {
  it('is a line for each paragraph, its runs joined', async () => {
    expect(await textOf(paragraph(run('Hel') + run('lo ') + run('A &amp; B')) + paragraph(run('next')))).toBe(
      'Hello A & B\nnext',
    );
  });

  it('has tabs between the cells of a row, and nested tables within their cell', async () => {
    const cell = (content: string) => `<w:tc><w:tcPr/>${content}</w:tc>`;
    const row = (...cells: string[]) => `<w:tr>${cells.map(cell).join('')}</w:tr>`;
    const inner = `<w:tbl>${row(paragraph(run('x')), paragraph(run('y')))}</w:tbl>`;
    const table = `<w:tbl>${row(paragraph(run('a')), paragraph(run('b')))}${row(paragraph(run('c')) + inner, paragraph(run('d')))}</w:tbl>`;
    expect(await textOf(table + paragraph(run('end')))).toBe('a\tb\nc\nx\ty\td\nend');
  });

  it('has tabs, breaks and hyphens, but not the tab stops of a paragraph', async () => {
    const properties = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr>';
    const content = `<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e</w:t></w:r>`;
    expect(await textOf(paragraph(properties + content))).toBe('a\tb\nc-de');
  });

  it('has what was inserted and not what was deleted or moved away', async () => {
    const changed =
      `<w:ins w:id="1">${run('new')}</w:ins><w:del w:id="2"><w:r><w:delText>old</w:delText></w:r></w:del>` +
      `<w:moveFrom w:id="3">${run('from')}</w:moveFrom><w:moveTo w:id="4">${run(' here')}</w:moveTo>`;
    expect(await textOf(paragraph(changed))).toBe('new here');
  });

  it('has the results of fields and not their instructions, also where fields are nested', async () => {
    const mark = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
    const nested = `${mark('begin')}<w:r><w:instrText>MERGEFIELD x</w:instrText></w:r>${mark('separate')}${run('1')}${mark('end')}`;
    const field = `${mark('begin')}<w:r><w:instrText>IF </w:instrText></w:r>${nested}${mark('separate')}${run('yes')}${mark('end')}`;
    const simple = `<w:fldSimple w:instr="PAGE">${run(' 7')}</w:fldSimple>`;
    expect(await textOf(paragraph(field + simple))).toBe('yes 7');
    expect(await textOf(paragraph(mark('begin') + run('lost')) + paragraph(run('kept')))).toBe('\nkept');
  });

  it('has a text box once, behind the paragraph that holds it', async () => {
    const box = `<w:txbxContent>${paragraph(run('in the box'))}</w:txbxContent>`;
    const both =
      `<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>${box}</wps:txbx></w:drawing></mc:Choice>` +
      `<mc:Fallback><w:pict><v:textbox>${box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>`;
    expect(await textOf(paragraph(`${run('before')}<w:r>${both}</w:r>${run(' after')}`))).toBe(
      'before after\nin the box',
    );
  });

  it('has hyperlinks, symbols, formulas and the base of ruby', async () => {
    const symbol = '<w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>';
    const formula = '<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>';
    const ruby = `<w:r><w:ruby><w:rt>${run('かん')}</w:rt><w:rubyBase>${run('漢')}</w:rubyBase></w:ruby></w:r>`;
    const link = `<w:hyperlink r:id="r9">${run('link ')}</w:hyperlink>`;
    expect(await textOf(paragraph(link + symbol + formula + ruby))).toBe('link αx+y漢');
  });

  it('has headers before the body, notes, comments and footers behind it, equal ones once', async () => {
    const header = part('w:hdr', paragraph(run('Header')));
    const note = (type: string, text: string) => `<w:footnote w:id="1"${type}>${paragraph(run(text))}</w:footnote>`;
    const more = {
      links: {
        'word/document.xml': [
          ['footer', 'footer1.xml'],
          ['header', 'header1.xml'],
          ['header', '/word/header2.xml'],
          ['footnotes', 'footnotes.xml'],
          ['comments', 'comments.xml'],
          ['image', 'media/missing.png'],
        ] as [string, string][],
      },
      parts: {
        'word/header1.xml': header,
        'word/header2.xml': header,
        'word/footer1.xml': part('w:ftr', paragraph(run('Footer'))),
        'word/footnotes.xml': part('w:footnotes', note(' w:type="separator"', 'line') + note('', 'Note')),
        'word/comments.xml': part('w:comments', `<w:comment w:id="0">${paragraph(run('Comment'))}</w:comment>`),
      },
    };
    expect(await textOf(paragraph(run('Body')), more)).toBe('Header\nBody\nNote\nComment\nFooter');
  });

  it('is read in the strict variant, whatever prefixes it uses', async () => {
    const strict = 'http://purl.oclc.org/ooxml/wordprocessingml/main';
    const xml = `<document xmlns="${strict}"><body><p><r><t>strict</t></r></p></body></document>`;
    expect(await textOf('', { parts: { 'word/document.xml': xml } })).toBe('strict');
  });

  it('is read in UTF-16, and with macros', async () => {
    const xml = part('w:document', `<w:body>${paragraph(run('ünï'))}</w:body>`).replace('UTF-8', 'UTF-16');
    expect(await textOf('', { parts: { 'word/document.xml': Buffer.from(`\ufeff${xml}`, 'utf16le') } })).toBe('ünï');
    expect(await read(docm())).toBe('Macros inside');
  });

  it('has no pages: where they end is decided by the program that shows it', async () => {
    expect(await segmentsOf(wordFile(paragraph(run('a'))), 'docx')).toEqual([
      { text: 'a', page: null, sheet: null, row: null },
    ]);
  });

  it('is none in a document without words', async () => {
    expect(await segmentsOf(wordFile(paragraph('')), 'docx')).toEqual([]);
  });
});
