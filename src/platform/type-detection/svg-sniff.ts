/** Constructs that may stand before the root of an XML document, and how each one ends. */
const before: [start: string, end: string][] = [
  ['<?', '?>'],
  ['<!--', '-->'],
  ['<!DOCTYPE', '>'],
];

/** Whether the root of this document is `svg`: a comment before it must not disguise it as harmless XML or text. */
export function isSvg(text: string): boolean {
  let at = skipSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  for (;;) {
    const construct = before.find(([start]) => text.startsWith(start, at));
    if (!construct) return /^<(?:[\w.-]+:)?svg[\s/>]/.test(text.slice(at, at + 256));
    const end = text.indexOf(endOf(construct, text, at), at);
    if (end < 0) return false;
    at = skipSpace(text, text.indexOf('>', end) + 1);
  }
}

/** A document type with its own declarations ends after their bracket. */
function endOf([start, end]: [string, string], text: string, at: number): string {
  if (start !== '<!DOCTYPE') return end;
  const bracket = text.indexOf('[', at);
  return bracket >= 0 && bracket < text.indexOf('>', at) ? ']' : end;
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
  return at;
}
