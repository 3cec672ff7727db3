import { LRUCache } from 'lru-cache';

/** Longer documents are refused without being parsed. */
const MAX_QUERY_CHARS = 64 * 1024;
/** The parser, the validation rules and the readers of literals are recursive. */
const MAX_NESTING = 64;
/** Aliases are repeated in every response and every error, once for each row. */
const MAX_NAME_CHARS = 128;
/** Validation compares fields of the same name pair by pair. */
const MAX_REPETITIONS = 200;

const TOKEN = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|#[^\n]*|[_A-Za-z]\w*|[{[(]|[}\])]/g;

/** Documents that were accepted, in characters: clients send the same ones with other variables. */
const accepted = new LRUCache<string, true>({
  maxSize: 4 * 1024 * 1024,
  sizeCalculation: (_, text) => text.length || 1,
});

/**
 * The reason to refuse a GraphQL document before parsing it, or undefined. One pass estimates the cost of validation. It
 * depends on nothing but the text, so a text that was accepted is not read again.
 */
export function documentShapeProblem(text: string): string | undefined {
  if (text.length > MAX_QUERY_CHARS)
    return `The document is longer than ${MAX_QUERY_CHARS} characters: send values as variables.`;
  if (accepted.get(text)) return undefined;
  const problem = problemIn(text);
  if (problem === undefined) accepted.set(text, true);
  return problem;
}

function problemIn(text: string): string | undefined {
  const seen = new Map<string, number>();
  let nesting = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if ('{[('.includes(token)) nesting++;
    else if ('}])'.includes(token)) nesting--;
    else if (/^\w/.test(token)) {
      if (token.length > MAX_NAME_CHARS) return `The document has a name of more than ${MAX_NAME_CHARS} characters.`;
      const count = (seen.get(token) ?? 0) + 1;
      if (count > MAX_REPETITIONS) return `The document repeats a name more than ${MAX_REPETITIONS} times.`;
      seen.set(token, count);
    }
    if (nesting > MAX_NESTING) return `The document is nested deeper than ${MAX_NESTING} levels.`;
  }
  return undefined;
}
