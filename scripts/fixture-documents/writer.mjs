// The pages of the source as a flat text document: headings, paragraphs with footnotes, lists, a table, right-to-left text.
import { escape, flatDocument } from './flat-xml.mjs';

const FONTS = 'style:font-name-asian="Noto Sans CJK JP" style:font-name-complex="DejaVu Sans"';
const STYLES =
  '<style:default-style style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.3cm"/>' +
  `<style:text-properties style:font-name="DejaVu Sans" fo:font-family="DejaVu Sans" fo:font-size="11pt" ${FONTS} ` +
  'style:font-family-asian="Noto Sans CJK JP" style:font-family-complex="DejaVu Sans" fo:language="en" fo:country="US" ' +
  'fo:hyphenate="false"/></style:default-style><style:style style:name="Standard" style:family="paragraph"/>' +
  '<style:style style:name="Header" style:family="paragraph" style:parent-style-name="Standard"/>';

const paragraphStyle = (name, paragraph = '', text = '') =>
  `<style:style style:name="${name}" style:family="paragraph" style:parent-style-name="Standard" ${
    name === 'Fresh' ? 'style:master-page-name="Plain"' : ''
  }>` + `<style:paragraph-properties ${paragraph}/><style:text-properties ${text}/></style:style>`;

const AUTOMATIC =
  '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" ' +
  'fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm"/>' +
  '<style:header-style/></style:page-layout>' +
  paragraphStyle('Heading', '', 'fo:font-size="16pt" fo:font-weight="bold"') +
  paragraphStyle('NextPage', 'fo:break-before="page"', 'fo:font-size="16pt" fo:font-weight="bold"') +
  paragraphStyle(
    'German',
    '',
    'fo:language="de" fo:country="DE" fo:hyphenate="true" fo:hyphenation-remain-char-count="3"',
  ) +
  paragraphStyle('RightToLeft', 'style:writing-mode="rl-tb" fo:text-align="start"');

const master = ({ header }) =>
  '<style:master-page style:name="Standard" style:page-layout-name="A4">' +
  `<style:header><text:p text:style-name="Header">${escape(header)}</text:p></style:header></style:master-page>`;

let notes = 0;
const note = (text) =>
  `<text:note text:note-class="footnote"><text:note-citation>${++notes}</text:note-citation>` +
  `<text:note-body><text:p>${escape(text)}</text:p></text:note-body></text:note>`;

const table = (rows) =>
  `<table:table table:name="Table"><table:table-column table:number-columns-repeated="${rows[0].length}"/>${rows
    .map(
      (row) =>
        `<table:table-row>${row
          .map((cell) => `<table:table-cell><text:p>${escape(cell)}</text:p></table:table-cell>`)
          .join('')}</table:table-row>`,
    )
    .join('')}</table:table>`;

function styleOf(block) {
  if (block.direction === 'rtl') return 'RightToLeft';
  return block.language === 'de' ? 'German' : 'Standard';
}

function block(item, startsPage) {
  if (item.kind === 'table') return table(item.rows);
  if (item.kind === 'heading')
    return `<text:h text:outline-level="1" text:style-name="${startsPage ? 'NextPage' : 'Heading'}">${escape(item.text)}</text:h>`;
  const paragraph = `<text:p text:style-name="${styleOf(item)}">${escape(item.text)}${
    item.footnote ? note(item.footnote) : ''
  }</text:p>`;
  return item.kind === 'item' ? `<text:list><text:list-item>${paragraph}</text:list-item></text:list>` : paragraph;
}

export function textDocument(source) {
  notes = 0;
  const body = source.pages
    .map((page, index) => page.map((item, place) => block(item, index > 0 && place === 0)).join(''))
    .join('');
  return flatDocument('text', { styles: STYLES, automatic: AUTOMATIC, master: master(source), body });
}

/** The same words as a Markdown file. */
export function markdown(source) {
  const line = (item) => {
    if (item.kind === 'heading') return `# ${item.text}`;
    if (item.kind === 'item') return `- ${item.text}`;
    if (item.kind !== 'table') return item.text;
    const [head, ...rows] = item.rows.map((row) => `| ${row.join(' | ')} |`);
    return [head, head.replaceAll(/[^|]+/g, ' --- '), ...rows].join('\n');
  };
  return `${source.pages.flat().map(line).join('\n\n')}\n`;
}
