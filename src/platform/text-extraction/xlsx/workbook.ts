import { ExtractionError } from '../extraction-error.js';
import type { ExtractionLimits } from '../format-extractor.js';
import type { OfficePackage } from '../ooxml/office-package.js';
import type { XmlElement, XmlVisitor } from '../ooxml/xml-element.js';
import { NumberFormats } from './number-formats.js';
import { SharedStrings } from './shared-strings.js';

export interface Sheet {
  name: string;
  part: string;
}

/** What the sheets of a workbook share. */
export interface Workbook {
  /** In the order of their tabs; hidden ones are among them. */
  sheets: Sheet[];
  strings: SharedStrings;
  formats: NumberFormats;
  /** Its days are counted from 1904. */
  is1904: boolean;
}

export async function openWorkbook(office: OfficePackage, limits: ExtractionLimits): Promise<Workbook> {
  const main = await office.mainPart();
  const relationships = await office.relationships(main);
  const list = new SheetList(limits.pages);
  await office.visit(main, list);
  const strings = new SharedStrings(limits.characters);
  const formats = new NumberFormats();
  const first = (type: string) => relationships.find((found) => found.type === type)?.target ?? '';
  await office.visit(first('sharedStrings'), strings);
  await office.visit(first('styles'), formats);
  const targets = new Map(relationships.map(({ id, target }) => [id, target]));
  const sheets = list.found.map(({ name, id }) => ({ name, part: targets.get(id) ?? '' }));
  return { sheets, strings, formats, is1904: list.is1904 };
}

class SheetList implements XmlVisitor {
  readonly found: { name: string; id: string }[] = [];
  is1904 = false;

  constructor(private readonly most: number) {}

  open(element: XmlElement): void {
    if (element.name === 'x:workbookPr') this.is1904 = isTrue(element.attribute('date1904'));
    if (element.name !== 'x:sheet') return;
    const sheet = { name: element.attribute('name') ?? '', id: element.attribute('r:id') ?? '' };
    if (this.found.push(sheet) > this.most) throw new ExtractionError('too_large');
  }
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
