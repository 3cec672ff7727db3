/** Control words that stand for text. */
export const texts: Record<string, string> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  column: '\n',
  row: '\n',
  nestrow: '\n',
  tab: '\t',
  cell: '\t',
  nestcell: '\t',
  '~': '\u00a0',
  _: '-',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
};

/** Groups whose content is no text of the document. */
export const withoutText = new Set([
  ...['fonttbl', 'colortbl', 'stylesheet', 'info', 'pict', 'objdata', 'themedata', 'colorschememapping', 'datastore'],
  ...[
    'listtable',
    'listoverridetable',
    'rsidtbl',
    'generator',
    'fldinst',
    'nonshppict',
    'xe',
    'tc',
    'pntext',
    'filetbl',
  ],
  ...['revtbl', 'latentstyles', 'xmlnstbl', 'mmathPr', 'fontemb', 'fontfile', 'panose', 'falt', 'result', 'template'],
]);

/** Groups of text, though they may stand in ones that readers may pass over (`\*`). */
export const withText = new Set(['footnote', 'annotation', 'shptxt', 'dptxbxtext']);
