// Makes the documents of test/fixtures/documents anew from source.json there, by LibreOffice, qpdf and pandoc:
// node scripts/fixture-documents.mjs
// On Debian: apt-get install --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui
//            fonts-dejavu-core fonts-noto-cjk hyphen-de qpdf pandoc
// The documents are checked in, so tests need none of these programs.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spreadsheet } from './fixture-documents/calc.mjs';
import { presentation } from './fixture-documents/impress.mjs';
import { markdown, textDocument } from './fixture-documents/writer.mjs';

const OUT = resolve(import.meta.dirname, '../test/fixtures/documents');
const source = JSON.parse(readFileSync(join(OUT, 'source.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'airlock-fixture-documents-'));
const inFolder = (name) => join(folder, name);

function run(command, ...args) {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 180_000 });
}

/** Saves `from` as `to`; `filter` is LibreOffice's name of an output format with its options. */
function save(from, filter, to) {
  const extension = filter.split(':')[0];
  run(
    'soffice',
    '--headless',
    `-env:UserInstallation=file://${folder}/profile`,
    '--convert-to',
    filter,
    '--outdir',
    folder,
    inFolder(from),
  );
  copyFileSync(inFolder(`${from.split('.')[0]}.${extension}`), join(OUT, to));
}

const pdfOptions = (options) =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(options).map(([key, value]) => [key, { type: typeof value, value: String(value) }]),
    ),
  );

try {
  writeFileSync(inFolder('text.fodt'), textDocument(source));
  writeFileSync(inFolder('sheets.fods'), spreadsheet(source));
  writeFileSync(inFolder('slides.fodp'), presentation(source));

  save('text.fodt', 'pdf:writer_pdf_Export', 'libreoffice.pdf');
  save(
    'text.fodt',
    `pdf:writer_pdf_Export:${pdfOptions({ UseTaggedPDF: true, SelectPdfVersion: 2 })}`,
    'libreoffice-tagged.pdf',
  );
  save('text.fodt', 'docx:MS Word 2007 XML', 'libreoffice.docx');
  save('text.fodt', 'doc:MS Word 97', 'libreoffice.doc');
  save('text.fodt', 'rtf:Rich Text Format', 'libreoffice.rtf');
  save('text.fodt', 'html:HTML (StarWriter)', 'libreoffice.html');
  save('text.fodt', 'txt:Text (encoded):UTF8', 'libreoffice.txt');
  save('text.fodt', 'txt:Text (encoded):UNICODE', 'libreoffice-utf16.txt');
  save('sheets.fods', 'csv:Text - txt - csv (StarCalc):44,34,76', 'libreoffice.csv');
  save('sheets.fods', 'csv:Text - txt - csv (StarCalc):59,34,65535', 'libreoffice-utf16.csv');
  save('sheets.fods', 'xlsx:Calc MS Excel 2007 XML', 'libreoffice.xlsx');
  save('slides.fodp', 'pptx:Impress MS PowerPoint 2007 XML', 'libreoffice.pptx');
  save('slides.fodp', 'pdf:impress_pdf_Export', 'libreoffice-slides.pdf');

  writeFileSync(join(OUT, 'source.md'), markdown(source));
  const plain = join(OUT, 'libreoffice.pdf');
  const variant = (name, ...args) => run('qpdf', ...args, plain, join(OUT, `qpdf-${name}.pdf`));
  variant('object-streams', '--object-streams=generate', '--linearize');
  variant('owner-password', '--encrypt', '', 'owner', '256', '--extract=n', '--');
  variant('user-password', '--encrypt', 'user', 'owner', '256', '--');
  variant('rotated', '--rotate=+90');
  run('pandoc', join(OUT, 'source.md'), '-o', join(OUT, 'pandoc.docx'));
  run('pandoc', join(OUT, 'source.md'), '-t', 'pptx', '-o', join(OUT, 'pandoc.pptx'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
