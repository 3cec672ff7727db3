import { essence } from '../content-type.js';
import type { Format } from './format.js';
import { formats } from './table.js';

export const UNKNOWN = 'application/octet-stream';
/** Generic names without information about the format. */
const claimless = new Set([UNKNOWN, '', 'binary/octet-stream', 'application/binary', 'application/x-binary']);

const byName = new Map(formats.flatMap((format) => format.names.map((name): [string, Format] => [name, format])));

export function formatOf(mimeType: string): Format | undefined {
  return byName.get(essence(mimeType));
}

/** A MIME type in canonical form, for comparison: lower case, no parameters, no aliases. */
export function canonicalType(mimeType: string): string {
  const bare = essence(mimeType);
  return claimless.has(bare) ? UNKNOWN : (byName.get(bare)?.names[0] ?? bare);
}

/** Whether two types name the same format or family. */
export function sameKind(one: string, other: string): boolean {
  if (canonicalType(one) === canonicalType(other)) return true;
  const family = formatOf(one)?.family;
  return family !== undefined && family === formatOf(other)?.family;
}

export function isTextual(mimeType: string): boolean {
  const bare = essence(mimeType);
  return Boolean(byName.get(bare)?.text) || /^text\/|^(?:application|model|image)\/.+\+(?:json|xml|yaml)$/.test(bare);
}
