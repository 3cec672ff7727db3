const MICROSOFT = 'http://schemas.openxmlformats.org';
/** Namespaces of strict documents (ISO 29500). */
const STRICT = 'http://purl.oclc.org/ooxml';

/** Namespace → the prefix by which this code names it, whatever prefix a document uses. */
const prefixes = new Map<string, string>([
  [`${MICROSOFT}/wordprocessingml/2006/main`, 'w'],
  [`${STRICT}/wordprocessingml/main`, 'w'],
  [`${MICROSOFT}/spreadsheetml/2006/main`, 'x'],
  [`${STRICT}/spreadsheetml/main`, 'x'],
  [`${MICROSOFT}/presentationml/2006/main`, 'p'],
  [`${STRICT}/presentationml/main`, 'p'],
  [`${MICROSOFT}/drawingml/2006/main`, 'a'],
  [`${STRICT}/drawingml/main`, 'a'],
  [`${MICROSOFT}/drawingml/2006/chart`, 'c'],
  [`${STRICT}/drawingml/chart`, 'c'],
  [`${MICROSOFT}/officeDocument/2006/math`, 'm'],
  [`${STRICT}/officeDocument/math`, 'm'],
  [`${MICROSOFT}/officeDocument/2006/relationships`, 'r'],
  [`${STRICT}/officeDocument/relationships`, 'r'],
  [`${MICROSOFT}/package/2006/relationships`, 'rel'],
  [`${MICROSOFT}/markup-compatibility/2006`, 'mc'],
]);

/** `w:t` for the text of a Word document; names of other namespaces begin with `?:`. */
export function canonicalName(uri: string, local: string): string {
  return `${prefixes.get(uri) ?? '?'}:${local}`;
}
