import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { Chunk } from './chunk.js';
import { isReadableDocument } from './readable-document.queries.js';

/** A page of one document's chunks. */
export interface ChunkRange {
  documentId: string;
  /** The index behind which it starts. */
  after?: number;
  limit: number;
}

/** The chunks of documents that can be read at this moment. */
@Injectable()
export class ChunksRepository {
  constructor(private readonly database: Database) {}

  /** Each range in the order of the text, all by one statement; one beyond the limit means that there is a next page. */
  async listEach(tenant: Tenant, ranges: readonly ChunkRange[]): Promise<Chunk[][]> {
    const { workspaceId } = tenant;
    const wanted = JSON.stringify(
      ranges.map(({ documentId, after = -1, limit }, n) => ({ n, document_id: documentId, after, most: limit + 1 })),
    );
    const rows = await this.database.tenant(
      tenant,
      (tx) => tx.$queryRaw<(Chunk & { n: number })[]>`
        SELECT wanted.n, c.document_id AS "documentId", c.index, c.text, c.page, c.sheet, c."row",
          c.start_offset AS "startOffset", c.end_offset AS "endOffset", c.token_count AS "tokenCount"
        FROM jsonb_to_recordset(${wanted}::jsonb) AS wanted(n int, document_id text, after int, most int)
        CROSS JOIN LATERAL (
          SELECT * FROM document_chunks k
          WHERE k.workspace_id = ${workspaceId} AND k.document_id = wanted.document_id AND k.index > wanted.after
            AND EXISTS (SELECT FROM documents d
              WHERE d.id = wanted.document_id AND d.workspace_id = ${workspaceId} AND ${isReadableDocument})
          ORDER BY k.index LIMIT wanted.most) AS c
        ORDER BY wanted.n, c.index`,
    );
    const found = ranges.map((): Chunk[] => []);
    for (const { n, ...chunk } of rows) found[n]!.push(chunk);
    return found;
  }
}
