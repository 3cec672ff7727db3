import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { isReadableDocument } from '../chunks/readable-document.queries.js';
import type { Candidate } from './candidates.repository.js';
import type { CompiledQuery } from './compiled-query.repository.js';
import { HIDDEN, MARK_END, MARK_START } from './highlight.js';
import { byLanguage } from './languages.queries.js';

/** A found chunk as the workspace may read it. */
export interface FoundChunk extends Candidate {
  documentName: string;
  page: number | null;
  sheet: string | null;
  row: number | null;
  /** The whole text, with the words that were found between marks. */
  marked: string;
}

const OPTIONS = `HighlightAll=true, StartSel=${MARK_START}, StopSel=${MARK_END}`;

/** Reads the chunks that are shown, in the workspace and if they are readable still: after the search anything may have changed. */
@Injectable()
export class HitsRepository {
  constructor(private readonly database: Database) {}

  /** In the order of the candidates. */
  async read(tenant: Tenant, candidates: Candidate[], queries: CompiledQuery[]): Promise<FoundChunk[]> {
    if (candidates.length === 0) return [];
    const documentIds = candidates.map(({ documentId }) => documentId);
    const indexes = candidates.map(({ index }) => index);
    const rows = await this.database.tenant(
      tenant,
      (tx) => tx.$queryRaw<(Omit<FoundChunk, 'score'> & { place: number })[]>`
      SELECT place::int, document_id AS "documentId", c.index, d.name AS "documentName", page, sheet, "row",
        ts_headline(('airlock_' || c.language)::regconfig, translate(text, ${HIDDEN.from}, ${HIDDEN.to}),
          CASE c.language ${byLanguage(queries)} END, ${OPTIONS}) AS marked
      FROM unnest(${documentIds}::text[], ${indexes}::int[]) WITH ORDINALITY AS found (document_id, index, place)
        JOIN document_chunks c USING (document_id, index) JOIN documents d ON d.id = document_id
      WHERE c.workspace_id = ${tenant.workspaceId} AND d.workspace_id = ${tenant.workspaceId} AND ${isReadableDocument}
      ORDER BY place`,
    );
    return rows.map(({ place, ...row }) => ({ ...row, score: candidates[place - 1]!.score }));
  }
}
