import type { XmlElement, XmlVisitor } from '../ooxml/xml-element.js';

/** Formats of dates and times that are known by number only (ECMA-376 18.8.30), with those of East Asian versions. */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** More formats than a workbook has. */
const MOST = 100_000;

/** Which cell styles show a number as a date or time. */
export class NumberFormats implements XmlVisitor {
  private readonly own = new Map<number, boolean>();
  private readonly styles: boolean[] = [];

  open(element: XmlElement): void {
    if (element.name === 'x:numFmt' && this.own.size < MOST)
      this.own.set(Number(element.attribute('numFmtId')), isDateFormat(element.attribute('formatCode') ?? ''));
    else if (element.name === 'x:xf' && element.parent === 'x:cellXfs' && this.styles.length < MOST)
      this.styles.push(this.isDate(Number(element.attribute('numFmtId') ?? 0)));
  }

  /** `style`: the `s` of a cell. */
  isDateStyle(style: string | undefined): boolean {
    return this.styles[Number(style ?? 0)] ?? false;
  }

  private isDate(id: number): boolean {
    return this.own.get(id) ?? isBuiltInDate(id);
  }
}

/** A format with a letter of dates outside of quotes, escapes and brackets; brackets hold colours, or elapsed time. */
export function isDateFormat(code: string): boolean {
  const first = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';')[0] ?? '';
  if (/\[(h+|m+|s+)\]/i.test(first)) return true;
  const bare = first.replace(/\[[^\]]*\]/g, '').replace(/general/gi, '');
  return /[dmyhs]/i.test(bare) && !/[0#?]\.?[0#?]*e[+-]/i.test(bare);
}
