import { Prisma } from '../../../generated/prisma/client.js';
import type { Tx } from '../../../platform/prisma/database.js';
import type { SearchQuery, Term } from './search-query.js';

/** A query in the words of one language, as PostgreSQL writes a tsquery. */
export interface CompiledQuery {
  language: string;
  tsquery: string;
}

const wordsOf = (language: string, { text, lexemes = [] }: Term) => {
  const typed = Prisma.sql`phraseto_tsquery(${`airlock_${language}`}::text::regconfig, searchable_text(${text}, true))`;
  const others = [...lexemes.map(lexemeOf), ...(isOneCharacter(text) ? [`${lexemeOf(text)}:*`] : [])];
  return others.length > 0 ? Prisma.sql`(${typed} || ${others.join(' | ')}::tsquery)` : typed;
};

/** As PostgreSQL reads it in a tsquery. */
const lexemeOf = (word: string) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** Of a script without spaces, where words of the index are pairs that begin with it. */
const isOneCharacter = (text: string) => /^\p{Lo}$/u.test(text);

/** The query in each language that the documents of the workspace have. Those in which nothing is left to look for are absent. */
export async function compileQuery(tx: Tx, workspaceId: string, query: SearchQuery): Promise<CompiledQuery[]> {
  if (query.required.length === 0) return [];
  const compiled: CompiledQuery[] = [];
  for (const language of ['simple', ...(await languagesOf(tx, workspaceId))]) {
    const required = query.required.map(
      (terms) =>
        Prisma.sql`(${Prisma.join(
          terms.map((term) => wordsOf(language, term)),
          ' || ',
        )})`,
    );
    const excluded = query.excluded.map((term) => Prisma.sql`!! ${wordsOf(language, term)}`);
    const rows = await tx.$queryRaw<{ tsquery: string }[]>`
      SELECT (${Prisma.join([Prisma.sql`required`, ...excluded], ' && ')})::text AS tsquery
      FROM (SELECT ${Prisma.join(required, ' && ')} AS required) AS query WHERE numnode(required) > 0`;
    compiled.push(...rows.map(({ tsquery }) => ({ language, tsquery })));
  }
  return compiled;
}

/** Found by one step per language in the index, however many documents there are. */
async function languagesOf(tx: Tx, workspaceId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ language: string }[]>`
    WITH RECURSIVE found AS (
      SELECT min(language) AS language FROM documents WHERE workspace_id = ${workspaceId} AND language <> 'simple'
      UNION ALL
      SELECT (SELECT min(language) FROM documents WHERE workspace_id = ${workspaceId} AND language <> 'simple' AND language > found.language)
      FROM found WHERE found.language IS NOT NULL)
    SELECT language FROM found WHERE language IS NOT NULL`;
  return rows.map(({ language }) => language);
}
