import { writeZip } from './zip-writer.js';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const OOXML = 'application/vnd.openxmlformats-officedocument';

export const namespaces = {
  w: 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  x: 'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  p: 'http://schemas.openxmlformats.org/presentationml/2006/main',
  a: 'http://schemas.openxmlformats.org/drawingml/2006/main',
  c: 'http://schemas.openxmlformats.org/drawingml/2006/chart',
  m: 'http://schemas.openxmlformats.org/officeDocument/2006/math',
  mc: 'http://schemas.openxmlformats.org/markup-compatibility/2006',
  wps: 'http://schemas.microsoft.com/office/word/2010/wordprocessingShape',
  v: 'urn:schemas-microsoft-com:vml',
  r: OFFICE,
};

const declared = Object.entries(namespaces).map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`);

/** A part whose root has all namespaces of this file. */
export function part(root: string, content: string): string {
  return `${XML}<${root} ${declared.join(' ')}>${content}</${root}>`;
}

/** Type, target, and the id by which the part refers to it. */
export type Link = [type: string, target: string, id?: string];

export interface OoxmlLayout {
  main: string;
  /** `wordprocessingml.document`, `spreadsheetml.sheet`, `presentationml.presentation`. */
  type: string;
  parts: Record<string, string | Buffer>;
  /** Part → what it links to. */
  links?: Record<string, Link[]>;
}

/** An Office document of any parts, regular or not. */
export function ooxmlPackage({ main, type, parts, links = {} }: OoxmlLayout): Buffer {
  const contentType = `<Override PartName="/${main}" ContentType="${OOXML}.${type}.main+xml"/>`;
  const files: Record<string, string | Buffer> = {
    '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>${contentType}</Types>`,
    '_rels/.rels': relationships([['officeDocument', main]]),
    ...Object.fromEntries(Object.entries(links).map(([source, all]) => [relationshipsOf(source), relationships(all)])),
    ...parts,
  };
  return writeZip(Object.entries(files).map(([name, data]) => ({ name, data: Buffer.from(data), method: 8 })));
}

function relationshipsOf(source: string): string {
  return source.replace(/([^/]+)$/, '_rels/$1.rels');
}

function relationships(links: Link[]): string {
  const items = links.map(
    ([type, target, id], i) => `<Relationship Id="${id ?? `r${i}`}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${items.join('')}</Relationships>`;
}

/** A Word document with this body. */
export function wordFile(body: string, more: Partial<OoxmlLayout> = {}): Buffer {
  const main = 'word/document.xml';
  const document = part('w:document', `<w:body>${body}</w:body>`);
  return ooxmlPackage({
    main,
    type: 'wordprocessingml.document',
    links: more.links,
    parts: { [main]: document, ...more.parts },
  });
}

/** A presentation whose slides are these shapes' paragraphs, by file name in the order of the presentation. */
export function slidesFile(slides: Record<string, string>, more: Partial<OoxmlLayout> = {}): Buffer {
  const main = 'ppt/presentation.xml';
  const names = Object.keys(slides);
  const ids = names.map((_, i) => `<p:sldId id="${256 + i}" r:id="s${i}"/>`);
  return ooxmlPackage({
    main,
    type: 'presentationml.presentation',
    links: { [main]: names.map((name, i) => ['slide', `slides/${name}`, `s${i}`]), ...more.links },
    parts: {
      [main]: part('p:presentation', `<p:sldIdLst>${ids.join('')}</p:sldIdLst>`),
      ...Object.fromEntries(
        Object.entries(slides).map(([name, text]) => [`ppt/slides/${name}`, part('p:sld', shape(text))]),
      ),
      ...more.parts,
    },
  });
}

export function shape(paragraphs: string): string {
  return `<p:cSld><p:spTree><p:sp><p:txBody>${paragraphs}</p:txBody></p:sp></p:spTree></p:cSld>`;
}

/** A workbook whose sheets hold these rows, by name of the sheet in the order of the tabs. */
export function sheetsFile(sheets: Record<string, string>, more: Partial<OoxmlLayout> = {}): Buffer {
  const main = 'xl/workbook.xml';
  const names = Object.keys(sheets);
  const list = names.map((name, i) => `<x:sheet name="${name}" sheetId="${i + 1}" r:id="s${i}"/>`);
  const linked: Link[] = names.map((_, i) => ['worksheet', `worksheets/sheet${names.length - i}.xml`, `s${i}`]);
  return ooxmlPackage({
    main,
    type: 'spreadsheetml.sheet',
    links: { ...more.links, [main]: [...linked, ...(more.links?.[main] ?? [])] },
    parts: {
      [main]: part('x:workbook', `<x:workbookPr/><x:sheets>${list.join('')}</x:sheets>`),
      ...Object.fromEntries(
        names.map((name, i) => [
          `xl/worksheets/sheet${names.length - i}.xml`,
          part('x:worksheet', `<x:sheetData>${sheets[name]}</x:sheetData>`),
        ]),
      ),
      ...more.parts,
    },
  });
}
