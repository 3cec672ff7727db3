import { deflateRawSync } from 'node:zlib';
import type { DocumentFormat } from '../../src/platform/text-extraction/text-extractor.js';
import { docx, docxWith } from './office.js';
import { deflated, pageContent, pdfOfContents, pdfOfLines, pdfStream, writePdf } from './pdf-writer.js';
import { sourceDocument } from './source-documents.js';
import { writeZip } from './zip-writer.js';

/** How a document must end: with one of these codes, or with this text. */
export interface HostileDocument {
  format: DocumentFormat;
  bytes: () => Buffer;
  codes?: string[];
  text?: string;
}

const MIB = 1024 * 1024;
const whole = (name: string) => sourceDocument(name);
const cut = (name: string, share: number) => whole(name).subarray(0, whole(name).length * share);
const visible = deflated(pageContent(['Visible']));

/** A page with text beside objects that only matter to who draws it. */
const pageBeside = (resources: string, objects: (string | Buffer)[], content = visible, more = '') =>
  pdfOfContents([content], `/Resources<<${resources}/Font<</F1 3 0 R>>>>${more}`, objects);

const image = (filter: string, bytes: Buffer) =>
  pdfStream(
    bytes,
    `/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/${filter}`,
  );

const drawn = (name: string) => pdfStream(`${pageContent(['Visible'])} q /${name} Do Q`);

const hostilePdfs: Record<string, Omit<HostileDocument, 'format'>> = {
  'under a password': { bytes: () => whole('qpdf-user-password.pdf'), codes: ['encrypted'] },
  'without a byte': { bytes: () => Buffer.alloc(0), codes: ['empty'] },
  garbage: {
    bytes: () => Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(MIB, 'qX9(<[{')]),
    codes: ['corrupt'],
  },
  'cut off at a tenth': { bytes: () => cut('libreoffice.pdf', 0.1), codes: ['corrupt'] },
  'cut off at nine tenths': { bytes: () => cut('libreoffice.pdf', 0.9), codes: ['corrupt'] },
  'of arrays in arrays': {
    bytes: () => writePdf([`<</Type/Catalog/Pages ${'['.repeat(500_000)}${']'.repeat(500_000)}>>`]),
    codes: ['corrupt'],
  },
  'of arrays in a page': {
    bytes: () => pdfOfContents([deflated(`${pageContent(['Visible'])} ${'['.repeat(500_000)}`)]),
    text: 'Visible',
  },
  'whose page tree is a ring': {
    bytes: () => writePdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Parent 2 0 R/Kids[2 0 R 2 0 R]/Count 99>>']),
    codes: ['corrupt'],
  },
  'that claims a billion pages': {
    bytes: () => writePdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 1000000000>>']),
    codes: ['too_large', 'corrupt'],
  },
  'whose tables of objects form a ring': {
    bytes: () => {
      const pdf = pdfOfLines([['Visible']]).toString('latin1');
      const table = /startxref\n(\d+)/.exec(pdf)![1];
      return Buffer.from(pdf.replace('/Root 1 0 R', `/Root 1 0 R/Prev ${table}`), 'latin1');
    },
    text: 'Visible',
  },
  'of 14,000 pages': {
    bytes: () => pdfOfContents(Array.from({ length: 14_000 }, () => pdfStream(''))),
    codes: ['too_large'],
  },
  'whose page expands to 120 MB': {
    bytes: () => pdfOfContents([deflated('BT /F1 12 Tf 1 0 0 1 50 50 Tm (x) Tj ET\n'.repeat(3_000_000))]),
    codes: ['too_large'],
  },
  'whose objects expand to 200 MB': {
    bytes: () =>
      writePdf([
        '<</Type/Catalog/Pages 4 0 R>>',
        deflated(Buffer.alloc(200 * MIB, '4 0 0 0 '), '/Type/ObjStm/N 1000000/First 8000000'),
      ]),
    codes: ['too_large', 'corrupt'],
  },
  'whose form draws itself': {
    bytes: () =>
      pageBeside(
        '/XObject<</A 6 0 R>>',
        [pdfStream('/A Do /A Do', '/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 6 0 R>>>>')],
        drawn('A'),
      ),
    codes: ['too_large'],
  },
  'with a font of 200 MB': {
    bytes: () => {
      const font =
        '<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor<</Type/FontDescriptor/FontName/A/Flags 4/FontFile2 6 0 R>>>>';
      const page = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>';
      const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[4 0 R]/Count 1>>', font, page, visible];
      return writePdf([...objects, deflated(Buffer.alloc(200 * MIB), `/Length1 ${200 * MIB}`)]);
    },
    codes: ['too_large'],
  },
  'with a picture in JBIG2': {
    bytes: () => pageBeside('/XObject<</I 6 0 R>>', [image('JBIG2Decode', Buffer.alloc(MIB, 7))], drawn('I')),
    text: 'Visible',
  },
  'with a picture in JPEG 2000': {
    bytes: () => pageBeside('/XObject<</I 6 0 R>>', [image('JPXDecode', Buffer.alloc(MIB, 7))], drawn('I')),
    text: 'Visible',
  },
  'of a picture and nothing else': {
    bytes: () =>
      pageBeside('/XObject<</I 6 0 R>>', [image('DCTDecode', Buffer.alloc(20 * MIB, 7))], pdfStream('q /I Do Q')),
    text: '',
  },
  'with scripts and outside files': {
    bytes: () =>
      pageBeside(
        '',
        ['<</S/JavaScript/JS(while(true\\){})>>', '<</S/URI/URI(http://127.0.0.1/)>>'],
        visible,
        '/AA<</O 6 0 R/C 7 0 R>>',
      ),
    text: 'Visible',
  },
};

const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const DOCUMENT = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const inBody = (xml: string) => `<w:document xmlns:w="${DOCUMENT}"><w:body>${xml}</w:body></w:document>`;

/** A package whose main part, of this content type, expands to 600 MB by its headers, or to 60 MB against them. */
function packageBomb(part: string, type: string, isTruthful: boolean): Buffer {
  const contentType = `application/vnd.openxmlformats-officedocument.${type}.main+xml`;
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
  const small = (name: string, xml: string) => ({ name, data: Buffer.from(xml) });
  const data = Buffer.alloc(isTruthful ? MIB : 60 * MIB, '<a>0</a>');
  data.write(inBody('').split('</')[0]!);
  return writeZip([
    small(
      '[Content_Types].xml',
      `<Types xmlns="${PACKAGE}/content-types"><Override PartName="/${part}" ContentType="${contentType}"/></Types>`,
    ),
    small(
      '_rels/.rels',
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="a" Type="${relation}" Target="${part}"/></Relationships>`,
    ),
    { name: part, data, declaredSize: isTruthful ? 600 * MIB : 1000 },
  ]);
}

const entities = (count: number) => {
  const first = '<!ENTITY e0 "ha">';
  const more = Array.from({ length: count }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`);
  return `<!DOCTYPE x [${first}${more.join('')}]>${inBody(`<w:p><w:r><w:t>&e${count};</w:t></w:r></w:p>`)}`;
};

export const hostileDocuments: Record<string, HostileDocument> = {
  ...Object.fromEntries(
    Object.entries(hostilePdfs).map(([name, document]) => [`a PDF ${name}`, { format: 'pdf' as const, ...document }]),
  ),
  'a DOCX of tables in tables': {
    format: 'docx',
    bytes: () =>
      docxWith({
        'word/document.xml': Buffer.from(
          inBody(`${'<w:tbl><w:tr><w:tc>'.repeat(30_000)}${'</w:tc></w:tr></w:tbl>'.repeat(30_000)}`),
        ),
      }),
    codes: ['corrupt', 'too_large'],
  },
  'a DOCX of entities in entities': {
    format: 'docx',
    bytes: () => docxWith({ 'word/document.xml': Buffer.from(entities(12)) }),
    codes: ['corrupt'],
  },
  'a DOCX with an outside entity': {
    format: 'docx',
    bytes: () =>
      docxWith({
        'word/document.xml': Buffer.from(
          `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>${inBody('<w:p><w:r><w:t>&e;</w:t></w:r></w:p>')}`,
        ),
      }),
    codes: ['corrupt'],
  },
  'a DOCX cut off': { format: 'docx', bytes: () => cut('libreoffice.docx', 0.7), codes: ['corrupt'] },
  'a DOCX that expands to 600 MB': {
    format: 'docx',
    bytes: () => packageBomb('word/document.xml', 'wordprocessingml.document', true),
    codes: ['too_large'],
  },
  'an XLSX that expands to 600 MB': {
    format: 'xlsx',
    bytes: () => packageBomb('xl/workbook.xml', 'spreadsheetml.sheet', true),
    codes: ['too_large'],
  },
  'a PPTX that expands to 600 MB': {
    format: 'pptx',
    bytes: () => packageBomb('ppt/presentation.xml', 'presentationml.presentation', true),
    codes: ['too_large'],
  },
  'a DOCX that expands further than it says': {
    format: 'docx',
    bytes: () => packageBomb('word/document.xml', 'wordprocessingml.document', false),
    codes: ['corrupt', 'too_large'],
  },
  'a DOCX in a zip of random bytes': {
    format: 'docx',
    bytes: () => Buffer.concat([Buffer.from('PK\x03\x04'), deflateRawSync(docx())]),
    codes: ['corrupt'],
  },
  'a Word document cut off': { format: 'doc', bytes: () => cut('libreoffice.doc', 0.5), codes: ['corrupt'] },
  'an RTF of groups in groups': {
    format: 'doc',
    bytes: () => Buffer.from(`{\\rtf1 a${'{'.repeat(5_000_000)}`),
    codes: ['corrupt'],
  },
  'a web page of elements in elements': {
    format: 'doc',
    bytes: () => Buffer.from(`<html>${'<div>'.repeat(200_000)}Visible`),
    codes: ['corrupt'],
  },
};
