import type { Extracted, TextSegment } from './text-extractor.js';

const MOST_NUMBER = 2 ** 31 - 1;
const LONGEST_SHEET_NAME = 1_000;

/**
 * The message of a caged process, which a hostile document may have taken over: everything is checked that a database
 * would refuse. Undefined: it is none of ours.
 */
export function extractedOf(message: unknown): Extracted[] | undefined {
  return Array.isArray(message) && message.every(isExtracted) ? message : undefined;
}

function isExtracted(value: unknown): value is Extracted {
  if (!isObject(value)) return false;
  if (value['kind'] === 'progress') return isShare(value['share']);
  return value['kind'] === 'segment' && isSegment(value['segment']);
}

function isSegment(value: unknown): value is TextSegment {
  if (!isObject(value)) return false;
  const { text, page, sheet, row } = value;
  const isNamed = sheet === null || (isText(sheet) && sheet.length <= LONGEST_SHEET_NAME);
  return isText(text) && isNamed && isPlace(page) && isPlace(row);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed();
}

function isPlace(value: unknown): boolean {
  return value === null || (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_NUMBER);
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
