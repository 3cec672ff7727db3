const HEAD = 300;
const TAIL = 200;

/**
 * Text of a caged process as it may be logged: one line of printable characters, without its middle when it is long.
 * Hostile input may print sequences that a terminal obeys.
 */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return line.length <= HEAD + TAIL ? line : `${line.slice(0, HEAD)} … ${line.slice(-TAIL)}`;
}
