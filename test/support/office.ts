import { writeZip } from './zip-writer.js';

// Office documents with the fewest parts their programs open.

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const OOXML = 'application/vnd.openxmlformats-officedocument';

interface OoxmlPart {
  name: string;
  contentType: string;
  xml: string;
}

function relationships(targets: [type: string, target: string][]): string {
  const items = targets.map(
    ([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${items.join('')}</Relationships>`;
}

function contentTypes(parts: OoxmlPart[]): string {
  const overrides = parts.map((part) => `<Override PartName="/${part.name}" ContentType="${part.contentType}"/>`);
  return (
    `${XML}<Types xmlns="${PACKAGE}/content-types">` +
    `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`
  );
}

/** The first part is the main one. */
function ooxml(parts: [OoxmlPart, ...OoxmlPart[]], more: Record<string, string> = {}): Buffer {
  const files: Record<string, string> = {
    '[Content_Types].xml': contentTypes(parts),
    '_rels/.rels': relationships([['officeDocument', parts[0].name]]),
    ...Object.fromEntries(parts.map((part) => [part.name, part.xml])),
    ...more,
  };
  return writeZip(Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) })));
}

function wordDocument(text: string): string {
  const namespace = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
  return `${XML}<w:document xmlns:w="${namespace}"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`;
}

export function docx(text = 'Hello from Airlock'): Buffer {
  return ooxml([
    {
      name: 'word/document.xml',
      contentType: `${OOXML}.wordprocessingml.document.main+xml`,
      xml: wordDocument(text),
    },
  ]);
}

/** A Word document with more parts than Word wrote. */
export function docxWith(parts: Record<string, Buffer>): Buffer {
  const rest = Object.entries(parts).map(([name, data]) => ({ name, data }));
  const main = 'word/document.xml';
  const files: [string, string][] = [
    [
      '[Content_Types].xml',
      contentTypes([{ name: main, contentType: `${OOXML}.wordprocessingml.document.main+xml`, xml: '' }]),
    ],
    ['_rels/.rels', relationships([['officeDocument', main]])],
    [main, wordDocument('Hello')],
  ];
  return writeZip([...files.map(([name, text]) => ({ name, data: Buffer.from(text) })), ...rest]);
}

/** A Word document that carries macros. */
export function docm(): Buffer {
  return ooxml([
    {
      name: 'word/document.xml',
      contentType: 'application/vnd.ms-word.document.macroEnabled.main+xml',
      xml: wordDocument('Macros inside'),
    },
    { name: 'word/vbaProject.bin', contentType: 'application/vnd.ms-office.vbaProject', xml: 'not really VBA' },
  ]);
}

/** Macros under the content type of a document without any. */
export function docxWithHiddenMacros(): Buffer {
  return ooxml([
    {
      name: 'word/document.xml',
      contentType: `${OOXML}.wordprocessingml.document.main+xml`,
      xml: wordDocument('Macros inside'),
    },
    { name: 'word/vbaProject.bin', contentType: 'application/vnd.ms-office.vbaProject', xml: 'not really VBA' },
  ]);
}

/** A zip that only has the name of Word's main part: enough to fool a look at the first bytes. */
export function fakeDocx(): Buffer {
  return writeZip([{ name: 'word/document.xml', data: Buffer.from(wordDocument('fake')) }]);
}

export function xlsx(value = '42'): Buffer {
  const namespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const sheets = '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>';
  const rows = `<sheetData><row r="1"><c r="A1"><v>${value}</v></c></row></sheetData>`;
  return ooxml(
    [
      {
        name: 'xl/workbook.xml',
        contentType: `${OOXML}.spreadsheetml.sheet.main+xml`,
        xml: `${XML}<workbook xmlns="${namespace}" xmlns:r="${OFFICE}">${sheets}</workbook>`,
      },
      {
        name: 'xl/worksheets/sheet1.xml',
        contentType: `${OOXML}.spreadsheetml.worksheet+xml`,
        xml: `${XML}<worksheet xmlns="${namespace}">${rows}</worksheet>`,
      },
    ],
    { 'xl/_rels/workbook.xml.rels': relationships([['worksheet', 'worksheets/sheet1.xml']]) },
  );
}

export function pptx(text = 'Hello from Airlock'): Buffer {
  const p = 'http://schemas.openxmlformats.org/presentationml/2006/main';
  const a = 'http://schemas.openxmlformats.org/drawingml/2006/main';
  const shape = `<p:sp><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
  return ooxml(
    [
      {
        name: 'ppt/presentation.xml',
        contentType: `${OOXML}.presentationml.presentation.main+xml`,
        xml: `${XML}<p:presentation xmlns:p="${p}" xmlns:r="${OFFICE}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>`,
      },
      {
        name: 'ppt/slides/slide1.xml',
        contentType: `${OOXML}.presentationml.slide+xml`,
        xml: `${XML}<p:sld xmlns:p="${p}" xmlns:a="${a}"><p:cSld><p:spTree>${shape}</p:spTree></p:cSld></p:sld>`,
      },
    ],
    { 'ppt/_rels/presentation.xml.rels': relationships([['slide', 'slides/slide1.xml']]) },
  );
}

function withMimetype(mimetype: string, files: Record<string, string>): Buffer {
  const rest = Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) }));
  return writeZip([{ name: 'mimetype', data: Buffer.from(mimetype), method: 0 }, ...rest]);
}

export function odt(): Buffer {
  return withMimetype('application/vnd.oasis.opendocument.text', { 'content.xml': `${XML}<office/>` });
}

export function epub(): Buffer {
  return withMimetype('application/epub+zip', { 'META-INF/container.xml': `${XML}<container/>` });
}

export function jar(): Buffer {
  return writeZip([{ name: 'META-INF/MANIFEST.MF', data: Buffer.from('Manifest-Version: 1.0\n') }]);
}
