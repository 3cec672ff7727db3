import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { isReadableDocument } from '../chunks/readable-document.queries.js';
import { type CompiledQuery, compileQuery } from './compiled-query.repository.js';
import { documentsSearched } from './knowledge-base-scope.repository.js';
import { byLanguage } from './languages.queries.js';
import type { SearchQuery } from './search-query.js';
import { useWordIndexes } from './word-indexes.queries.js';

/** A chunk that was found, and how well it fits, 0 to 1. */
export interface Candidate {
  documentId: string;
  index: number;
  score: number;
}

export interface Candidates {
  /** Best first. */
  best: Candidate[];
  /** How many chunks were compared. */
  ranked: number;
  /** Whether there are more chunks than were compared. */
  isPartial: boolean;
  queries: CompiledQuery[];
}

export interface SearchScope {
  knowledgeBaseId?: string;
  limit: number;
}

/** So many chunks are ranked, however many there are. */
export const MOST_RANKED = 1_000;
/** So many are looked at, to find those that can be read. */
export const MOST_MATCHES = 10_000;
/** Of ts_rank_cd: by 1 + log(length), then by itself + 1, so that scores are between 0 and 1. */
const NORMALIZATION = 1 | 32;

/** One of the best, or none and only what was counted. */
type FoundRow = Omit<Candidate, 'documentId'> & { documentId: string | null; ranked: number; isPartial: boolean };

/**
 * Finds chunks by their words. Runs as the role that sees every workspace, because row-level security rules out indexes on
 * words for the other one. Nothing but ids and scores leaves this class; what is shown is read in the workspace.
 */
@Injectable()
export class CandidatesRepository {
  constructor(private readonly database: Database) {}

  async find(
    { workspaceId }: Tenant,
    query: SearchQuery,
    { knowledgeBaseId, limit }: SearchScope,
  ): Promise<Candidates> {
    return this.database.asSystem(async (tx) => {
      await useWordIndexes(tx);
      const queries = await compileQuery(tx, workspaceId, query);
      if (queries.length === 0) return { best: [], ranked: 0, isPartial: false, queries };
      const { ofDocuments, isMember } = await documentsSearched(tx, workspaceId, knowledgeBaseId);
      const rows = await tx.$queryRaw<FoundRow[]>`
        WITH matches AS MATERIALIZED (
          SELECT c.document_id, c.index FROM document_chunks c
          WHERE c.workspace_id = ${workspaceId} AND (${matchesOneOf(queries)}) AND ${ofDocuments(Prisma.sql`c.document_id`)}
          LIMIT ${MOST_MATCHES + 1}),
        candidates AS MATERIALIZED (
          SELECT m.document_id, m.index FROM matches m CROSS JOIN LATERAL (
            SELECT FROM documents d
            WHERE d.id = m.document_id AND ${isReadableDocument} AND ${isMember(Prisma.sql`d.id`)} LIMIT 1) AS readable
          LIMIT ${MOST_RANKED + 1}),
        ranked AS (
          SELECT m.document_id, m.index, words.score FROM candidates m CROSS JOIN LATERAL (
            SELECT ts_rank_cd(c.words, CASE c.language ${byLanguage(queries)} END, ${NORMALIZATION}::int)::float8 AS score
            FROM document_chunks c WHERE c.document_id = m.document_id AND c.index = m.index LIMIT 1) AS words)
        SELECT ranked, "isPartial", document_id AS "documentId", index, score
        FROM (SELECT count(*)::int AS ranked,
            CASE WHEN count(*) > ${MOST_RANKED} THEN true ELSE (SELECT count(*) FROM matches) > ${MOST_MATCHES} END AS "isPartial"
          FROM candidates) AS counted
        LEFT JOIN (SELECT * FROM ranked ORDER BY score DESC, document_id DESC, index LIMIT ${limit}) AS best ON true
        ORDER BY score DESC, document_id DESC, index`;
      const { ranked, isPartial } = rows[0]!;
      const best = rows.flatMap(({ documentId, index, score }) => (documentId ? [{ documentId, index, score }] : []));
      return { best, ranked, isPartial, queries };
    });
  }
}

/** Words of a language are compared with chunks of that language. */
const matchesOneOf = (queries: CompiledQuery[]) =>
  Prisma.join(
    queries.map(({ language, tsquery }) => Prisma.sql`c.words @@ ${tsquery}::tsquery AND c.language = ${language}`),
    ' OR ',
  );
