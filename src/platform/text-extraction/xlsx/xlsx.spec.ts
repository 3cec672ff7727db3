import { describe, expect, it } from '@jest/globals';
import { part, sheetsFile, type OoxmlLayout } from '../../../../test/support/ooxml-package.js';
import { segmentsOf } from '../../../../test/support/segments-of.js';

const MAIN = 'xl/workbook.xml';
const read = async (bytes: Buffer) =>
  (await segmentsOf(bytes, 'xlsx')).map(({ page, sheet, row, text }) => [page, sheet, row, text]);
const rowsOf = async (rows: string, more?: Partial<OoxmlLayout>) =>
  (await read(sheetsFile({ One: rows }, more))).map(([, , row, text]) => [row, text]);
const value = (v: string, attributes = '') => `<x:c ${attributes}><x:v>${v}</x:v></x:c>`;

describe('the text of a workbook', () => {
  it('has a segment for each row, by sheet in the order of the tabs', async () => {
    const row = (number: number, v: string) => `<x:row r="${number}">${value(v)}</x:row>`;
    const file = sheetsFile({ Zürich: row(2, '1') + row(7, '2'), Aarau: row(1, '3') });
    expect(await read(file)).toEqual([
      [1, 'Zürich', 2, '1'],
      [1, 'Zürich', 7, '2'],
      [2, 'Aarau', 1, '3'],
    ]);
  });

  it('has shared and inline strings, without the reading of East Asian characters', async () => {
    const strings =
      '<x:si><x:t>plain</x:t></x:si><x:si><x:r><x:rPr/><x:t>ri</x:t></x:r><x:r><x:t>ch</x:t></x:r></x:si>' +
      '<x:si><x:t>漢字</x:t><x:rPh sb="0" eb="2"><x:t>かんじ</x:t></x:rPh></x:si>';
    const cells = ['0', '1', '2', '99'].map((index) => value(index, 't="s"'));
    const inline = '<x:c t="inlineStr"><x:is><x:t>in</x:t><x:r><x:t>line</x:t></x:r></x:is></x:c>';
    const more = {
      links: { [MAIN]: [['sharedStrings', 'sharedStrings.xml'] as [string, string]] },
      parts: { 'xl/sharedStrings.xml': part('x:sst', strings) },
    };
    expect(await rowsOf(`<x:row>${cells.join('')}${inline}</x:row>`, more)).toEqual([[1, 'plain\trich\t漢字\tinline']]);
  });

  it('has the last result of formulas, truth values and errors', async () => {
    const cells =
      '<x:c><x:f>A1*2</x:f><x:v>84</x:v></x:c><x:c t="str"><x:f>B1</x:f><x:v>text</x:v></x:c>' +
      value('1', 't="b"') +
      value('0', 't="b"') +
      value('#N/A', 't="e"') +
      value('2026-11-26', 't="d"');
    expect(await rowsOf(`<x:row r="1">${cells}</x:row>`)).toEqual([[1, '84\ttext\tTRUE\tFALSE\t#N/A\t2026-11-26']]);
  });

  it('shows numbers with the digits that Excel has', async () => {
    const cells = ['0.30000000000000004', '1E+3', '-12.50', '1e-7'].map((v) => value(v)).join('');
    expect(await rowsOf(`<x:row>${cells}</x:row>`)).toEqual([[1, '0.3\t1000\t-12.5\t1e-7']]);
  });

  it('shows dates as dates, by the format of the cell', async () => {
    const styles = part(
      'x:styleSheet',
      '<x:numFmts><x:numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/><x:numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/></x:numFmts>' +
        '<x:cellStyleXfs><x:xf numFmtId="14"/></x:cellStyleXfs>' +
        '<x:cellXfs><x:xf numFmtId="0"/><x:xf numFmtId="164"/><x:xf numFmtId="22"/><x:xf numFmtId="21"/><x:xf numFmtId="165"/></x:cellXfs>',
    );
    const cells = [
      value('46352'),
      value('46352', 's="1"'),
      value('46352.5', 's="2"'),
      value('0.75', 's="3"'),
      value('2', 's="4"'),
      value('-1', 's="1"'),
    ];
    const more = (workbook = '') => ({
      links: { [MAIN]: [['styles', 'styles.xml'] as [string, string]] },
      parts: { 'xl/styles.xml': styles, ...(workbook && { [MAIN]: workbook }) },
    });
    const row = `<x:row r="1">${cells.join('')}</x:row>`;
    expect(await rowsOf(row, more())).toEqual([[1, '46352\t2026-11-26\t2026-11-26 12:00:00\t18:00:00\t2\t-1']]);
    const since1904 = part(
      'x:workbook',
      '<x:workbookPr date1904="1"/><x:sheets><x:sheet name="One" r:id="s0"/></x:sheets>',
    );
    const [row1904] = await rowsOf(`<x:row r="1">${value('44890', 's="1"')}</x:row>`, more(since1904));
    expect(row1904).toEqual([1, '2026-11-26']);
  });

  it('leaves out rows and cells without text, and corrects numbers of rows that cannot be', async () => {
    const rows =
      `<x:row r="3"><x:c r="A3"/><x:c r="XFD3"><x:v>far</x:v></x:c></x:row><x:row r="4"/>` +
      `<x:row r="99999999999">${value('5')}</x:row><x:row r="2">${value('6')}</x:row><x:row r="x">${value('7')}</x:row>`;
    expect(await rowsOf(rows)).toEqual([
      [3, 'far'],
      [5, '5'],
      [6, '6'],
      [7, '7'],
    ]);
  });

  it('has text boxes, charts and comments behind the rows of their sheet', async () => {
    const text = (t: string) => `<a:p><a:r><a:t>${t}</a:t></a:r></a:p>`;
    const more: Partial<OoxmlLayout> = {
      links: {
        'xl/worksheets/sheet1.xml': [
          ['drawing', '../drawings/drawing1.xml'],
          ['comments', '../comments1.xml'],
        ],
        'xl/drawings/drawing1.xml': [['chart', '../charts/chart1.xml']],
      },
      parts: {
        'xl/drawings/drawing1.xml': part('p:wsDr', text('box')),
        'xl/charts/chart1.xml': part('c:chartSpace', `<c:title>${text('chart')}</c:title>`),
        'xl/comments1.xml': part(
          'x:comments',
          '<x:commentList><x:comment ref="A1"><x:text><x:r><x:t>com</x:t></x:r><x:r><x:t>ment</x:t></x:r></x:text></x:comment></x:commentList>',
        ),
      },
    };
    expect(await rowsOf(`<x:row r="1">${value('1')}</x:row>`, more)).toEqual([
      [1, '1'],
      [null, 'box\nchart\ncomment'],
    ]);
  });
});
