/** Words that are looked for as they were typed, between spaces or quotes. */
export interface Term {
  text: string;
  /** Quoted: its words one after the other. */
  isPhrase: boolean;
  /** Words that stand for it as well, spelled as they are in the index. */
  lexemes?: string[];
}

export interface SearchQuery {
  /** A chunk must have one term of each. */
  required: Term[][];
  /** And none of these. */
  excluded: Term[];
}

const QUOTES = '"“”„«»';
const TOKEN = new RegExp(`([-−+]*)(?:[${QUOTES}]([^${QUOTES}]*)[${QUOTES}]?|([^\\s${QUOTES}]+))`, 'gu');

type Token = Term & { isExcluded: boolean };

/**
 * Reads a query as search engines do: words are all required, "quotes" hold a phrase together, a leading minus excludes, and
 * OR (in capitals) or | joins the words beside it. Whatever does not fit is taken as plain text; nothing is an error.
 */
export function parseSearchQuery(text: string): SearchQuery {
  const query: SearchQuery = { required: [], excluded: [] };
  let joins = false;
  for (const { isExcluded, ...term } of tokensOf(text)) {
    if (isOr(term)) {
      joins = query.required.length > 0;
      continue;
    }
    if (isExcluded) query.excluded.push(term);
    else if (joins) query.required.at(-1)!.push(term);
    else query.required.push([term]);
    joins = false;
  }
  return query;
}

const isOr = ({ text, isPhrase }: Term) => !isPhrase && (text === 'OR' || text === '|');

/** A minus or plus without a word excludes and requires nothing; AND says nothing that is not so without it. */
const SIGN_OR_AND = /^(?:[-−+]+|AND)$/u;

function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)]
    .map(([, signs = '', phrase, word = '']) => ({
      text: phrase ?? word,
      isPhrase: phrase !== undefined,
      isExcluded: /[-−]/u.test(signs),
    }))
    .filter(({ text, isPhrase }) => text.trim() !== '' && (isPhrase || !SIGN_OR_AND.test(text)));
}

const SPACELESS =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]+/gu;

/** What a query has in scripts that put no spaces between words: found inside of longer writing. Exclusions included. */
export function spacelessRuns(text: string): string[] {
  return [...new Set(text.match(SPACELESS) ?? [])];
}
