import { type Format, marked, unmarked } from '../format.js';
import { iana, LIBMAGIC, manifest, MICROSOFT_OFFICE, MIME_DB, SHARED_MIME_INFO } from '../sources.js';

const OOXML = 'application/vnd.openxmlformats-officedocument';
const ODF = 'application/vnd.oasis.opendocument';
const VISIO = 'application/vnd.ms-visio';

const inZip = (source: string, ...names: [string, ...string[]]): Format => ({
  ...marked(source, ...names),
  container: 'application/zip',
});
const inOle = (source: string, ...names: [string, ...string[]]): Format => ({
  ...marked(source, ...names),
  container: 'application/x-ole-storage',
});

const office = [
  ...['wordprocessingml.document', 'wordprocessingml.template', 'spreadsheetml.sheet', 'spreadsheetml.template'],
  ...['presentationml.presentation', 'presentationml.template', 'presentationml.slideshow'],
].map((kind) => inZip(MICROSOFT_OFFICE, `${OOXML}.${kind}`));

const visio = ['drawing', 'stencil', 'template', 'drawing.macroenabled.12'].map((kind) =>
  inZip(MICROSOFT_OFFICE, `${VISIO}.${kind}`),
);

const macroEnabled = [
  ...['word.document', 'word.template', 'excel.sheet', 'excel.template', 'excel.addin', 'excel.sheet.binary'],
  ...['powerpoint.presentation', 'powerpoint.template', 'powerpoint.slideshow', 'powerpoint.addin'],
].map((kind) => inZip(MICROSOFT_OFFICE, `application/vnd.ms-${kind}.macroenabled.12`));

const openDocument = [
  ...['text', 'text-template', 'text-master', 'text-web', 'spreadsheet', 'spreadsheet-template', 'presentation'],
  ...['presentation-template', 'graphics', 'graphics-template', 'chart', 'formula', 'image'],
].map((kind) => inZip(iana(`${ODF}.${kind}`), `${ODF}.${kind}`));

const starOffice6 = [
  ...['writer', 'writer.template', 'writer.global', 'calc', 'calc.template'],
  ...['impress', 'impress.template', 'draw', 'draw.template', 'math'],
].map((kind) => ({
  // Older versions have no member that names the type.
  ...unmarked(manifest('tika-53a54e-testStarOffice-6.0-draw.sxd'), `application/vnd.sun.xml.${kind}`),
  container: 'application/zip',
}));

export const documents: Format[] = [
  marked(
    SHARED_MIME_INFO,
    'application/pdf',
    ...['application/x-pdf', 'application/acrobat', 'application/nappdf', 'image/pdf', 'text/pdf'],
  ),
  ...office,
  ...visio,
  ...macroEnabled,
  ...openDocument,
  ...starOffice6,
  inZip(
    manifest('tika-430711-LibreOfficeBase_odb_1.3.odb'),
    `${ODF}.database`,
    `${ODF}.base`,
    'application/vnd.sun.xml.base',
  ),
  inZip(iana('application/epub+zip'), 'application/epub+zip'),
  inOle(
    SHARED_MIME_INFO,
    'application/msword',
    'application/doc',
    'application/vnd.msword',
    'application/vnd.ms-word',
    'application/x-msword',
  ),
  inOle(
    SHARED_MIME_INFO,
    'application/vnd.ms-excel',
    'application/msexcel',
    'application/x-msexcel',
    'application/x-excel',
  ),
  inOle(
    SHARED_MIME_INFO,
    'application/vnd.ms-powerpoint',
    'application/mspowerpoint',
    'application/x-mspowerpoint',
    'application/powerpoint',
  ),
  inOle(MICROSOFT_OFFICE, 'application/vnd.visio', 'application/x-visio'),
  inOle(MICROSOFT_OFFICE, 'application/vnd.ms-outlook'),
  inOle(LIBMAGIC, 'application/x-msi', 'application/x-ms-installer', 'application/x-windows-installer'),
  { ...marked(MICROSOFT_OFFICE, 'application/encrypted'), container: 'application/x-ole-storage' },
  { ...marked(SHARED_MIME_INFO, 'application/rtf', 'text/rtf', 'text/richtext', 'application/x-rtf'), text: true },
  {
    // Adobe's programs write PostScript or PDF under the names of EPS and Illustrator alike.
    ...marked(
      manifest('marcel-8e24cb-photoshop.eps'),
      ...['application/postscript', 'application/eps', 'application/x-eps', 'image/x-eps', 'image/eps'],
      ...['application/illustrator', 'application/vnd.adobe.illustrator', 'application/x-illustrator'],
    ),
    text: true,
  },
  unmarked(
    manifest('tika-17d425-testDBF.dbf'),
    'application/x-dbf',
    'application/vnd.dbf',
    'application/dbf',
    'application/dbase',
    'application/x-dbase',
  ),
  unmarked(MIME_DB, 'application/vnd.wordperfect', 'application/wordperfect', 'application/x-wordperfect'),
  unmarked(MIME_DB, 'application/vnd.lotus-1-2-3', 'application/x-123', 'application/lotus123', 'application/wk1'),
  unmarked(SHARED_MIME_INFO, 'application/vnd.ms-htmlhelp', 'application/x-chm'),
];
