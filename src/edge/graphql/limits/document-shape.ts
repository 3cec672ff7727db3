/** Longer documents are refused unread. */
export const MAX_QUERY_CHARS = 64 * 1024;
/** The parser, the rules and what reads literals go down by recursion. */
const MAX_NESTING = 64;
/** Aliases come back in every answer and every error, once for each row. */
const MAX_NAME_CHARS = 128;
/** Fields of one name are compared with each other, pair by pair. */
const MAX_REPETITIONS = 200;

const TOKEN = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|#[^\n]*|[_A-Za-z]\w*|[{[(]|[}\])]/g;

/** Why a GraphQL document is not worth parsing, or undefined. One pass counts what validating it would cost. */
export function documentShapeProblem(text: string): string | undefined {
  if (text.length > MAX_QUERY_CHARS)
    return `The document is longer than ${MAX_QUERY_CHARS} characters: send values as variables.`;
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
