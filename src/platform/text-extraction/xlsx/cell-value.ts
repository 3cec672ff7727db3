import { excelDate } from './excel-date.js';
import type { Workbook } from './workbook.js';

/** A cell as it is stored: `type` is its `t`, `style` its `s`, `value` the text of its `v`. */
export interface StoredCell {
  type: string | undefined;
  style: string | undefined;
  value: string;
}

/** Digits that Excel shows of a number. */
const DIGITS = 15;

/** A cell's text: of a formula its last result, of a date the date, of a number all its digits without a format. */
export function cellText({ type, style, value }: StoredCell, workbook: Workbook): string {
  if (type === 's') return workbook.strings.at(value);
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type !== undefined && type !== 'n') return value;
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) return value;
  const date = workbook.formats.isDateStyle(style) ? excelDate(number, workbook.is1904) : undefined;
  return date ?? String(Number(number.toPrecision(DIGITS)));
}
