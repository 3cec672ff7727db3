/** Deeper values overflow the stack of recursive code: validators, `JSON.stringify`, the database. */
const MAX_DEPTH = 64;
/** Above the largest valid body: the ten thousand parts of one upload, each with its number and ETag. */
export const MAX_VALUES = 50_000;
/** Names in one object. Metadata of 16 KiB seldom has a tenth of that. */
export const MAX_NAMES = 1_000;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const isOpening = (code: number) => code === 91 || code === 123;
const isClosing = (code: number) => code === 93 || code === 125;

/**
 * Why a JSON text is refused before parsing, or undefined. One pass over its characters counts what parsing and validation
 * would cost; the parser decides whether it is valid JSON.
 */
export function jsonShapeProblem(text: string): string | undefined {
  const names = [0];
  let depth = 0;
  let values = 1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    else if (code === COMMA) values++;
    else if (code === COLON) {
      if (++names[depth]! > MAX_NAMES) return `must not have more than ${MAX_NAMES} names in one object`;
    } else if (isOpening(code)) {
      if (++depth > MAX_DEPTH) return `must not be nested deeper than ${MAX_DEPTH} levels`;
      names[depth] = 0;
      values++;
    } else if (isClosing(code)) depth = Math.max(0, depth - 1);
    if (values > MAX_VALUES) return `must not have more than ${MAX_VALUES} values`;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
