import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { documentsSearched } from './knowledge-base-scope.repository.js';
import type { SearchQuery, Term } from './search-query.js';
import { useWordIndexes } from './word-indexes.queries.js';

/** So many chunks are read to find words that contain a part. */
const MOST_CHUNKS = 200;
/** So many that have the part are looked at, to find those of the knowledge base. */
const MOST_LOOKED_AT = 10_000;
/** So many words stand in for a part: those in most of these chunks. */
const MOST_WORDS = 50;
/** The index has pieces of this length. */
const SHORTEST_PART = 3;
/** A part whose pieces are in many words, but together in few, takes long: it is left as it is. */
const DEADLINE_MS = 1_000;
const CANCELED = '57014';

/** Finds the words of a workspace, or of a knowledge base, that contain a part of a word. Like the candidates, as the role that sees every workspace. */
@Injectable()
export class PartialWordsRepository {
  constructor(private readonly database: Database) {}

  /** The query with each of its single words widened to the words that contain it; `null` when there are none. */
  async widen(tenant: Tenant, query: SearchQuery, knowledgeBaseId?: string): Promise<SearchQuery | null> {
    const required: Term[][] = [];
    for (const terms of query.required) {
      const widened: Term[] = [];
      for (const term of terms) widened.push({ ...term, lexemes: await this.wordsWith(tenant, term, knowledgeBaseId) });
      required.push(widened);
    }
    const isWider = required.flat().some(({ lexemes }) => lexemes!.length > 0);
    return isWider ? { ...query, required } : null;
  }

  private async wordsWith(
    { workspaceId }: Tenant,
    { text, isPhrase }: Term,
    knowledgeBaseId: string | undefined,
  ): Promise<string[]> {
    if (isPhrase || [...text].length < SHORTEST_PART) return [];
    const search = this.database.asSystem(async (tx) => {
      await useWordIndexes(tx);
      await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(DEADLINE_MS)}, true)`;
      const [part] = await tx.$queryRaw<{ lexemes: string[] }[]>`
        SELECT tsvector_to_array(to_tsvector('airlock_simple', searchable_text(${text}, true))) AS lexemes`;
      const [lexeme, ...others] = part!.lexemes;
      if (lexeme === undefined || others.length > 0 || lexeme.length < SHORTEST_PART) return [];
      const pattern = `%${lexeme.replace(/[\\%_]/g, '\\$&')}%`;
      const { ofDocuments, isMember } = await documentsSearched(tx, workspaceId, knowledgeBaseId);
      return tx.$queryRaw<{ word: string }[]>`
        SELECT word FROM (
          SELECT words FROM (
            SELECT document_id, words FROM document_chunks
            WHERE workspace_id = ${workspaceId} AND vocabulary_of(words) LIKE ${pattern}
              AND ${ofDocuments(Prisma.sql`document_id`)}
            LIMIT ${MOST_LOOKED_AT}) AS looked_at
          WHERE ${isMember(Prisma.sql`looked_at.document_id`)} LIMIT ${MOST_CHUNKS}) AS chunks,
          unnest(tsvector_to_array(words)) AS word
        WHERE word LIKE ${pattern} GROUP BY word ORDER BY count(*) DESC, word LIMIT ${MOST_WORDS}`;
    });
    return (await search.catch(orTooLong)).map(({ word }) => word);
  }
}

function orTooLong(error: unknown): { word: string }[] {
  if (JSON.stringify(error).includes(CANCELED)) return [];
  throw error;
}
